// Which addresses are meant when a cache is told to forget?

export const PATHS_MAX = 100;
const PATH_LENGTH_MAX = 2_000;

/** Says what is wrong with a path to forget, or null. A star at the end stands for everything that begins so. */
export function purgePathFault(path: string): string | null {
  if (!path.startsWith("/") || path.startsWith("//")) {
    return "A path begins with one slash, without scheme and host: /files/…";
  }
  if (path.length > PATH_LENGTH_MAX) return `A path has ${PATH_LENGTH_MAX} characters at most.`;
  // What stands in a request line: visible ASCII. Everything else is escaped there, and caches compare it escaped.
  if (!/^[\x21-\x7e]+$/.test(path) || /[#"\\<>^`{|}]/.test(path)) {
    return "Write a path as it stands in addresses, escaped with percent signs, without a fragment.";
  }
  const star = path.indexOf("*");
  if (star !== -1 && star !== path.length - 1) return "A star may only stand at the end.";
  return null;
}

export function isPattern(path: string): boolean {
  return path.endsWith("*");
}

/** What a pattern's matches begin with. */
export function prefixOf(pattern: string): string {
  return pattern.slice(0, -1);
}

export function matchesPath(wanted: string, path: string): boolean {
  return isPattern(wanted) ? path.startsWith(prefixOf(wanted)) : path === wanted;
}
