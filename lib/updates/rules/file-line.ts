// Which files of two versions are the same file at different times? Their names mostly hold the version.

const VERSION_PLACE = "{version}";

/** Names the line that a file belongs to: its name, with a place where its version stands. */
export function fileLine(fileName: string, version: string): string {
  return fileName.split(version).join(VERSION_PLACE);
}

/** Says whether a name tells the version, so that it never means another content. */
export function namesItsVersion(fileName: string, version: string): boolean {
  return fileName.includes(version);
}
