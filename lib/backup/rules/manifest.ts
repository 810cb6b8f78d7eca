import { z } from "zod";

/** What does an archive consist of, and which of its parts belong to it? */

export const FORMAT = 1;
export const HEAD = "slipway-backup.json";
export const MANIFEST = "manifest.json";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

/** The first entry: says at once what this is, before anything large. */
export const headShape = z.object({ format: z.literal(FORMAT), slipway: z.string(), createdAt: z.iso.datetime() });

const partShape = z.object({ name: z.string(), rows: count, bytes: count, sha256 });
const tableShape = z.object({ name: z.string(), columns: z.array(z.string()), rows: count, parts: z.array(partShape) });

/** The last entry: an archive that was cut off has none, and so is none. */
export const manifestShape = headShape.extend({
  engine: z.enum(["embedded", "postgres"]),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** Tells which key sealed what is sealed, and nothing of the key. */
  encryptionKeyId: z.string(),
  lastEvent: z.object({ seq: z.int(), hash: z.string() }),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  tables: z.array(tableShape),
  files: z.object({
    areIncluded: z.boolean(),
    contents: z.array(z.object({ sha256, bytes: count })),
    /** Named by the database, and not in the store when it was looked for. */
    missing: z.array(sha256),
  }),
});

export type Manifest = z.output<typeof manifestShape>;
export type BackupHead = z.output<typeof headShape>;
export type BackupPart = z.output<typeof partShape>;
export type BackupTable = z.output<typeof tableShape>;

/** What of one process or one cluster: transactions are numbered by each cluster for itself. */
const LEFT_OUT = new Set(["device_news", "heartbeats"]);

/** Whether a table's rows mean anything elsewhere. */
export function isKept(table: string): boolean {
  return !LEFT_OUT.has(table);
}

export function partName(table: string, number: number): string {
  return `tables/${table}/${String(number).padStart(6, "0")}.jsonl.gz`;
}

export function fileName(content: string): string {
  return `files/${content.slice(0, 2)}/${content}`;
}

/** Reads a file's name in the archive; null for what is none. */
export function readFileName(name: string): string | null {
  return /^files\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(name)?.[1] ?? null;
}

export function countRows({ tables }: Manifest): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

export function countFileBytes({ files }: Manifest): number {
  return files.contents.reduce((sum, { bytes }) => sum + bytes, 0);
}
