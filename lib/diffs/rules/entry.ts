// What is in an archive, and how far is it trusted?

/** `unsafe` has a name that leads out of the archive: it is shown, and never opened. */
export type EntryKind = "text" | "binary" | "link" | "unsafe";

export interface Entry {
  /** With slashes, relative. */
  path: string;
  kind: EntryKind;
  /** Bytes, unpacked. */
  size: number;
  /** Lower-case hex, of the content; of the target for a link. */
  sha256: string;
  /** Unix permissions; null where the archive has none. */
  mode: number | null;
  /** Where a link points to. */
  target?: string;
  /** Where its text begins among the kept texts; absent where it was not kept. */
  textAt?: number;
}

/** Something that a reviewer should know of an archive. */
export interface Finding {
  kind: "outside" | "linkOut" | "duplicate" | "special" | "encrypted" | "damaged" | "deep";
  path: string;
  sentence: string;
}

/** What is known of a content: the files in it, or that it is one file itself. */
export interface Contents {
  format: "zip" | "tar" | "tar.gz" | "file";
  entries: Entry[];
  findings: Finding[];
  /** More than are listed, so that a hostile archive does not fill the page. */
  findingCount: number;
  /** Why it could not be read file by file; it is then one file itself. */
  unreadable: string | null;
}

export const LIMITS = {
  entries: 50_000,
  /** Bytes of everything in an archive, unpacked. */
  unpackedBytes: 4 * 1024 ** 3,
  /** How many times larger than the archive, once that is much at all. */
  ratio: 200,
  ratioFreeBytes: 100 * 1024 ** 2,
  pathLength: 4_096,
  pathDepth: 100,
  findings: 100,
  /** Larger texts are compared by size and hash. */
  textBytes: 32 * 1024 ** 2,
  /** All texts of one archive that are kept for comparing. */
  textsBytes: 1024 ** 3,
} as const;

/** Brings a name into its plain form, or says why it is not one inside the archive. */
export function readEntryName(name: string): { path: string } | { fault: string } {
  const slashed = name.replaceAll("\\", "/");
  if (slashed.includes("\0")) return { fault: "its name holds a null character" };
  if (slashed.startsWith("/")) return { fault: "its name is absolute" };
  if (/^[A-Za-z]:/.test(slashed)) return { fault: "its name begins with a drive" };
  const segments = slashed.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return { fault: "its name leads out of the archive" };
  if (segments.length === 0) return { fault: "it has no name" };
  return { path: segments.join("/") };
}

/** Says whether a link stays inside the archive that holds it. */
export function staysInside(linkPath: string, target: string): boolean {
  const slashed = target.replaceAll("\\", "/");
  if (slashed.startsWith("/") || /^[A-Za-z]:/.test(slashed)) return false;
  let depth = linkPath.split("/").length - 1;
  for (const segment of slashed.split("/")) {
    if (segment === "..") depth--;
    else if (segment !== "" && segment !== ".") depth++;
    if (depth < 0) return false;
  }
  return true;
}

/** Says which limit an archive breaks, or null. */
export function limitFault(read: {
  entries: number;
  unpackedBytes: number;
  packedBytes: number;
  path: string;
}): string | null {
  const { entries, unpackedBytes, packedBytes, path } = read;
  const at = `It stopped at ${shorten(path)}.`;
  if (entries > LIMITS.entries) return `It has more than the ${number(LIMITS.entries)} entries that are read. ${at}`;
  if (unpackedBytes > LIMITS.unpackedBytes) return `It unpacks to more than the 4 GiB that are read. ${at}`;
  if (unpackedBytes > LIMITS.ratioFreeBytes && unpackedBytes > packedBytes * LIMITS.ratio) {
    return `It unpacks to more than ${LIMITS.ratio} times its size, as a zip bomb does. ${at}`;
  }
  return null;
}

/** Says whether a name is too long or too deep to be one of a real file. */
export function depthFault(path: string): string | null {
  if (path.length > LIMITS.pathLength) return `its name is longer than ${number(LIMITS.pathLength)} characters`;
  if (path.split("/").length > LIMITS.pathDepth) return `it lies more than ${LIMITS.pathDepth} folders deep`;
  return null;
}

export function shorten(path: string): string {
  return path.length > 120 ? `${path.slice(0, 60)}…${path.slice(-50)}` : path;
}

function number(count: number): string {
  return count.toLocaleString("en");
}
