// What names the content of a version that consists of files?
import { sha256 } from "#lib/kernel/crypto.ts";

/** A file as far as the digest goes. */
export interface NamedContent {
  fileName: string;
  /** Lower-case hex. */
  sha256: string;
}

/**
 * The digest of a version's files: SHA-256 over what `sha256sum` prints for them, sorted bytewise. The same files under
 * the same names have the same digest, in whichever order they came. Null where there is none.
 */
export function filesDigest(files: readonly NamedContent[]): string | null {
  if (files.length === 0) return null;
  const lines = files.map(({ fileName, sha256: hash }) => Buffer.from(`${hash}  ${fileName}\n`));
  return `sha256:${sha256(Buffer.concat(lines.sort((left, right) => Buffer.compare(left, right)))).toString("hex")}`;
}
