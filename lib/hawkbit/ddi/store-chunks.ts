import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { DdiAction } from "#lib/hawkbit/ddi/store.ts";

export interface ChunkFile {
  name: string;
  /** Bytes. */
  size: number;
  sha1: string;
  md5: string;
  sha256: string;
  uploadedAt: Date;
}

/** A software module, or a version of a product, with its files. */
export interface Chunk {
  moduleId: number;
  part: string;
  name: string;
  version: string;
  isEncrypted: boolean;
  files: ChunkFile[];
}

interface FileRow {
  moduleId: number;
  type: string;
  name: string;
  version: string;
  isEncrypted: boolean;
  fileName: string | null;
  size: bigint;
  sha1: string;
  md5: string;
  sha256: string;
  uploadedAt: Date;
}

/** Reads what an action installs, in a stable order. */
export async function readChunks(
  db: Queryable,
  action: Pick<DdiAction, "productId" | "version" | "distributionSetId">,
): Promise<Chunk[]> {
  const rows = await db.$queryRaw<FileRow[]>`
    SELECT m."moduleId", m.type, m.name, m.version, m."isEncrypted", f.file_name AS "fileName", f.file_size AS size,
           f.sha1, f.md5, f.sha256, f.uploaded_at AS "uploadedAt"
    FROM (${action.distributionSetId === null ? versionModule(action) : setModules(action.distributionSetId)}) AS m
    LEFT JOIN cdn_files f ON f.version_id = m."versionId" OR (m."versionId" IS NULL AND f.module_id = m."moduleId")
    ORDER BY m."moduleId", f.file_name`;
  return [...Map.groupBy(rows, (row) => row.moduleId).values()].flatMap(toChunk);
}

function versionModule({ productId, version }: Pick<DdiAction, "productId" | "version">): Prisma.Sql {
  return Prisma.sql`
    SELECT v.number AS "moduleId", v.id AS "versionId", CASE WHEN p.kind = 'firmware' THEN 'os' ELSE 'application' END AS type,
           p.slug AS name, v.version, false AS "isEncrypted"
    FROM versions v JOIN products p ON p.id = v.product_id
    WHERE v.product_id = ${productId}::uuid AND v.version = ${version}`;
}

function setModules(setId: number): Prisma.Sql {
  return Prisma.sql`
    SELECT m.id AS "moduleId", NULL::uuid AS "versionId", m.type, m.name, m.version, m.encrypted AS "isEncrypted"
    FROM distribution_set_modules s JOIN software_modules m ON m.id = s.module_id
    WHERE s.set_id = ${setId}::int`;
}

/** hawkBit writes the key of an application so. */
const parts: Readonly<Record<string, string>> = { application: "bApp" };

function toChunk(rows: FileRow[]): Chunk[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { moduleId, type, name, version, isEncrypted } = first;
  const files = rows.flatMap((row) =>
    row.fileName === null
      ? []
      : [
          {
            name: row.fileName,
            size: Number(row.size),
            sha1: row.sha1,
            md5: row.md5,
            sha256: row.sha256,
            uploadedAt: row.uploadedAt,
          },
        ],
  );
  return [{ moduleId, part: parts[type] ?? type, name, version, isEncrypted, files }];
}
