import type { Queryable } from "#lib/database/client.ts";

export interface DeviceFile {
  sha256: string;
  name: string;
  /** Bytes. */
  size: number;
  uploadedAt: Date;
}

interface FileRow {
  sha256: string;
  file_name: string;
  file_size: bigint;
  uploaded_at: Date;
}

/**
 * Finds a file, or a delta that leads to one, of something that is open for a device, or that it runs. Null where it has no
 * business with the file.
 */
export async function findDeviceFile(
  db: Queryable,
  { deviceId, sha256, name }: { deviceId: string; sha256: string; name: string },
): Promise<DeviceFile | null> {
  const [row] = await db.$queryRaw<FileRow[]>`
    SELECT f.sha256, f.file_name, f.file_size, f.uploaded_at
    FROM cdn_files f
    LEFT JOIN update_packages u ON u.file_id = f.id AND u.is_delta
    JOIN versions v ON v.id = coalesce(f.version_id, u.to_version_id)
    JOIN products p ON p.id = v.product_id
    WHERE f.sha256 = ${sha256} AND f.file_name = ${name}
      AND (EXISTS (SELECT 1 FROM device_actions a
                   WHERE a.device_id = ${deviceId}::uuid AND a.closed_at IS NULL
                     AND a.product_id = v.product_id AND a.version = v.version)
        OR EXISTS (SELECT 1 FROM device_apps app
                   WHERE app.device_id = ${deviceId}::uuid AND app.app = p.slug AND app.version = v.version))
    LIMIT 1`;
  if (row === undefined) return null;
  return { sha256: row.sha256, name: row.file_name, size: Number(row.file_size), uploadedAt: row.uploaded_at };
}
