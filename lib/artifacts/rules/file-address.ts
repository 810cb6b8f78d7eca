// Under which address is a file handed out for good? Its hash stands in it, so what lies there can never be another.

/** Before the hash and the name. Devices, browsers and caches all fetch from here. */
export const FILE_ADDRESS_PREFIX = "/files/";

export interface AddressedFile {
  /** Lower-case hex. */
  sha256: string;
  fileName: string;
}

/** The path of a file, escaped as addresses are. */
export function fileAddress({ sha256, fileName }: AddressedFile): string {
  return `${FILE_ADDRESS_PREFIX}${sha256}/${encodeURIComponent(fileName)}`;
}

/** Reads such a path, with or without a query; null for every other address. */
export function readFileAddress(path: string): AddressedFile | null {
  const [, sha256, name] = /^\/files\/([0-9a-f]{64})\/([^/?#]+)(?:[?#]|$)/.exec(path) ?? [];
  if (sha256 === undefined || name === undefined) return null;
  try {
    const fileName = decodeURIComponent(name);
    // No file is called so, and no database compares with it.
    return fileName.includes("\0") ? null : { sha256, fileName };
  } catch {
    return null; // A percent sign that escapes nothing.
  }
}
