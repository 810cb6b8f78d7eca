import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { TableLoader } from "#lib/backup/load-tables.ts";
import { BackupError, entriesOf, gather, type Entry } from "#lib/backup/read-tar.ts";
import { rebuild } from "#lib/backup/rebuild.ts";
import { readFileName, type Manifest } from "#lib/backup/rules/manifest.ts";
import { beginChange, type Sql } from "#lib/backup/sql.ts";

export interface RestorePlan {
  sql: Sql;
  manifest: Manifest;
  scripts: readonly string[];
  /** Null leaves the files where they are. */
  store: BlobStore | null;
}

/**
 * Brings the rows of an archive that was verified into a database, and its files into a store. All of the database in
 * one transaction: until its end the old rows are there, and killed in between nothing was changed. Files are only
 * added, under their hashes, so one that is there without a row does no harm.
 */
export async function restoreArchive(chunks: AsyncIterable<Uint8Array>, plan: RestorePlan): Promise<void> {
  const { sql, manifest } = plan;
  await beginChange(sql);
  try {
    await rebuild(sql, plan.scripts);
    const loader = await TableLoader.prepare(sql, manifest);
    const tables = new Map(
      manifest.tables.flatMap(({ name, parts }) => parts.map((part) => [part.name, name] as const)),
    );
    for await (const entry of entriesOf(chunks)) await takeIn(entry, { loader, tables, store: plan.store });
    await loader.finish(manifest);
    await sql.run("COMMIT");
  } catch (error) {
    // The first error tells what happened; a connection that is gone has rolled back by itself.
    await sql.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function takeIn(
  entry: Entry,
  { loader, tables, store }: { loader: TableLoader; tables: ReadonlyMap<string, string>; store: BlobStore | null },
): Promise<void> {
  const table = tables.get(entry.name);
  const file = readFileName(entry.name);
  if (table !== undefined) await loader.load(table, await gather(entry));
  else if (file !== null && store && (await store.sizeOf(file)) === null) await putFile(store, file, entry);
}

async function putFile(store: BlobStore, sha256: string, entry: Entry): Promise<void> {
  const staged = await store.stage(entry.content, Number.MAX_SAFE_INTEGER);
  try {
    if (staged.sha256 !== sha256) throw new BackupError(`The file ${sha256} changed while it was read.`);
    await staged.keep();
  } finally {
    await staged.discard();
  }
}
