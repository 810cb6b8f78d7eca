// Which packages does a lock file of an archive name?
import { parse as parseYaml } from "yaml";
import { parseNpmManifest } from "#lib/builds/rules/dependencies.ts";
import type { Manifest } from "#lib/diffs/rules/dependencies-diff.ts";

/** Larger ones are compared as text alone. */
export const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

const READERS: Readonly<Record<string, (path: string, text: string) => Manifest>> = {
  "package.json": parseNpmManifest,
  "package-lock.json": parseNpmManifest,
  "npm-shrinkwrap.json": parseNpmManifest,
  "yarn.lock": readYarnLock,
  "pnpm-lock.yaml": readPnpmLock,
};

/** Says whether a file is a manifest of the archive's own, not one of a package that it ships. */
export function isManifest(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return Object.hasOwn(READERS, name) && !/(^|\/)(node_modules|vendor|\.yarn|\.pnpm)\//.test(path);
}

/** Reads a manifest. Null where its text is none: it is then shown as a text like any other. */
export function readManifest(path: string, text: string): Manifest | null {
  const read = READERS[path.slice(path.lastIndexOf("/") + 1)];
  try {
    return read?.(path, text) ?? null;
  } catch {
    return null; // Not what its name says. The text itself is compared anyway.
  }
}

/** Version 1 is a format of its own, later ones are YAML; both name `"range, range"` and then the version. */
function readYarnLock(path: string, text: string): Manifest {
  const pairs: [string, string][] = [];
  let names: string[] = [];
  for (const line of text.split("\n")) {
    if (/^["\w@]/.test(line) && line.trimEnd().endsWith(":")) names = namesOf(line);
    const version = /^ {2}version:? "?([^"\s]+)"?/.exec(line)?.[1];
    if (version === undefined) continue;
    // The workspace itself, which nobody published.
    if (version !== "0.0.0-use.local") pairs.push(...names.map((name): [string, string] => [name, version]));
    names = [];
  }
  return { manager: "yarn", path, packages: joinVersions(pairs) };
}

function namesOf(line: string): string[] {
  const ranges = line.trimEnd().slice(0, -1).split(",");
  const names = ranges.map((range) => /^\s*"?((?:@[^/]+\/)?[^@"]+)@/.exec(range)?.[1] ?? "");
  return [...new Set(names.filter((name) => name !== "" && name !== "__metadata"))];
}

/** Keys are `/name/1.0.0`, `/name@1.0.0(peer)` or `name@1.0.0`, by the version of the format. */
function readPnpmLock(path: string, text: string): Manifest {
  const lock = parseYaml(text, { maxAliasCount: 100 }) as { packages?: unknown } | null;
  const keys = Object.keys(typeof lock?.packages === "object" && lock.packages !== null ? lock.packages : {});
  const pairs = keys.flatMap((key): [string, string][] => {
    const match = /^\/?((?:@[^/]+\/)?[^@/]+)[@/](\d[^(_]*)/.exec(key);
    return match?.[1] && match[2] ? [[match[1], match[2]]] : [];
  });
  return { manager: "pnpm", path, packages: joinVersions(pairs) };
}

/** A package of several versions has them all behind its name. */
function joinVersions(pairs: readonly [string, string][]): Record<string, string> {
  const versions = new Map<string, Set<string>>();
  for (const [name, version] of pairs) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  return Object.fromEntries([...versions].map(([name, found]) => [name, [...found].sort().join(", ")]));
}
