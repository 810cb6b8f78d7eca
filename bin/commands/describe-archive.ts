import type { VerifiedArchive } from "#lib/backup/read-archive.ts";
import { countFileBytes, countRows } from "#lib/backup/rules/manifest.ts";

/** Says in a few lines what an archive holds. */
export function describeArchive({ manifest, digest }: VerifiedArchive, file: string): string {
  const { files, tables, lastEvent, encryptionKeyId } = manifest;
  const rows = `${countRows(manifest).toLocaleString("en")} rows of ${tables.length} tables, up to event ${lastEvent.seq}`;
  const bytes = countFileBytes(manifest).toLocaleString("en");
  const kept = files.areIncluded ? `${files.contents.length} files of ${bytes} bytes` : "without the files of versions";
  const lines = [
    `${file}: whole, taken ${manifest.createdAt} by Slipway ${manifest.slipway}.`,
    `  ${rows}; ${kept}.`,
    `  Sealed with the key ${encryptionKeyId}, which is not in it.`,
    `  Digest: ${digest}`,
  ];
  if (files.missing.length > 0) {
    lines.push(`  MISSING from the store: ${files.missing.length} files, such as ${files.missing[0] ?? ""}.`);
  }
  return lines.join("\n");
}
