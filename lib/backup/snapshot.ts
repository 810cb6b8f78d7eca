import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { readSkeleton, readTable, type PartOfTable, type Skeleton } from "#lib/backup/read-tables.ts";
import type { BackupPart } from "#lib/backup/rules/manifest.ts";
import { beginSnapshot, connectPostgres, overPglite, SPELLING, type Sql } from "#lib/backup/sql.ts";

export const SPOOL_PREFIX = "backup-";

/** The database as it was at one moment. It must be closed. */
export interface Snapshot {
  skeleton: Skeleton;
  /** What the files are that versions have, by hash. */
  contents: string[];
  partsOf: (table: string) => AsyncIterable<PartOfTable>;
  close: () => Promise<void>;
}

/**
 * Opens a snapshot. PostgreSQL keeps one open for as long as it is read, and nobody waits for it. The embedded database
 * does one thing at a time, so its rows are first brought into `spoolDir`, as fast as the disk takes them, and not at
 * the pace of whoever fetches the archive.
 */
export async function openSnapshot({ url, pglite }: DatabaseHandle, spoolDir: string): Promise<Snapshot> {
  if (pglite) {
    return pglite.transaction(async (tx) => {
      await tx.exec(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; ${SPELLING}`);
      return spool(overPglite(tx), spoolDir);
    });
  }
  if (url === null) throw new Error("A database is embedded or has an address.");
  const { sql, close } = await connectPostgres(url);
  try {
    await beginSnapshot(sql);
    const skeleton = await readSkeleton(sql);
    const partsOf = (table: string) => readTable(sql, tableOf(skeleton, table));
    return { skeleton, contents: await listContents(sql), partsOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function spool(sql: Sql, spoolDir: string): Promise<Snapshot> {
  const folder = await mkdtemp(path.join(spoolDir, SPOOL_PREFIX));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const skeleton = await readSkeleton(sql);
    const spooled = new Map<string, { part: BackupPart; file: string }[]>();
    for (const table of skeleton.tables) {
      const parts: { part: BackupPart; file: string }[] = [];
      for await (const { content, ...part } of readTable(sql, table)) {
        const file = path.join(folder, part.sha256);
        await writeFile(file, content, { mode: 0o600 });
        parts.push({ part, file });
      }
      spooled.set(table.name, parts);
    }
    return { skeleton, contents: await listContents(sql), partsOf: (table) => replay(spooled.get(table) ?? []), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* replay(parts: readonly { part: BackupPart; file: string }[]): AsyncGenerator<PartOfTable> {
  for (const { part, file } of parts) yield { ...part, content: await readFile(file) };
}

async function listContents(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ sha256: string }>(`SELECT DISTINCT sha256::text FROM cdn_files ORDER BY 1`);
  return rows.map(({ sha256 }) => sha256);
}

function tableOf({ tables }: Skeleton, name: string): Skeleton["tables"][number] {
  const table = tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`There is no table ${name} in the snapshot.`);
  return table;
}
