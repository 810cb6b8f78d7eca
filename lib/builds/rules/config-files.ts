// Which configuration files may a build record hold?

/** A text file that went into a build. */
export interface ConfigFile {
  /** Relative, with slashes. */
  path: string;
  content: string;
}

export const CONFIG_FILES_MAX = 100;
export const CONFIG_FILE_LENGTH_MAX = 1_048_576;
/** All of them together. */
export const CONFIG_FILES_LENGTH_MAX = 4_194_304;

/** Says what is wrong with a path, or null. It is shown and may be unpacked, so it never leads out of its folder. */
export function configPathFault(path: string): string | null {
  if (path === "" || path.length > 1_024) return "A path has 1 to 1,024 characters.";
  if (/[\\\u0000-\u001f\u007f]/.test(path)) return "A path is without backslashes and control characters.";
  const isOdd = (segment: string) => segment === "" || segment === "." || segment === "..";
  if (path.split("/").some(isOdd)) return "A path is relative and stays inside: no leading slash, no . and no ..";
  return null;
}
