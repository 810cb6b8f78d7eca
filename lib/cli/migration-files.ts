import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "#lib/cli/exit-codes.ts";

/** A migration as it lies in a folder. */
export interface MigrationFile {
  name: string;
  sql: string;
}

export interface MigrationWish {
  files: readonly string[];
  /** The folder in which tools keep them. */
  folder?: string | undefined;
  names?: readonly string[] | undefined;
  /** All behind this one. */
  after?: string | undefined;
  /** The scripts that undo them are wanted. */
  isDown: boolean;
}

/** Reads migrations that are named by their files, or by their names in a folder, the oldest first. */
export async function readMigrations(wish: MigrationWish): Promise<MigrationFile[]> {
  const { files, folder, names = [], after } = wish;
  if (folder === undefined && (names.length > 0 || after !== undefined)) {
    throw new UsageError("Say with --migrations in which folder they lie.");
  }
  const inFolder = folder === undefined ? [] : await pickFromFolder(folder, names, after);
  const read = [...files.map((file) => ({ file, name: nameOfFile(file) })), ...inFolder];
  return Promise.all(read.map(async ({ file, name }) => ({ name, sql: await readSql(file, wish.isDown) })));
}

async function pickFromFolder(
  folder: string,
  names: readonly string[],
  after: string | undefined,
): Promise<{ file: string; name: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new UsageError(`${folder} cannot be read.`, { cause });
  });
  const there = entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".sql"))
    .map(({ name }) => ({ file: path.join(folder, name), name: nameOfFile(name) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const missing = [...names, ...(after === undefined ? [] : [after])].filter(
    (name) => !there.some((one) => one.name === name),
  );
  if (missing.length > 0) throw new UsageError(`There is no ${missing.join(", ")} in ${folder}.`);
  const picked = there.filter(({ name }) => names.includes(name) || (after !== undefined && name > after));
  if (picked.length === 0) throw new UsageError("Name a migration with --migration, or the one before with --after.");
  return picked;
}

/** 42_add_orders.sql and 42_add_orders/migration.sql are both called 42_add_orders. */
function nameOfFile(file: string): string {
  const base = path.basename(file);
  if (base === "migration.sql" || base === "down.sql") return path.basename(path.dirname(path.resolve(file)));
  return base.replace(/(\.(up|down))?\.sql$/, "");
}

async function readSql(file: string, isDown: boolean): Promise<string> {
  try {
    const isFolder = (await stat(file)).isDirectory();
    return await readFile(isFolder ? path.join(file, isDown ? "down.sql" : "migration.sql") : file, "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read as ${isDown ? "a script that undoes" : "a migration"}.`, { cause });
  }
}
