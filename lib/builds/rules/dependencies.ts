// What does a build depend on, as its manifests say?

/** One manifest: which package at which version, or in which range. */
export interface DependencyManifest {
  /** npm, pip, cargo, … */
  manager: string;
  /** The file that it was read from; null for a list. */
  path: string | null;
  /** A package that is there more than once stands under its place: `left/node_modules/right`. */
  packages: Record<string, string>;
}

/** How many packages one manifest may name. Large lock files of today have a tenth of that. */
export const PACKAGES_MAX = 50_000;

const RANGES = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;
const NODE_MODULES = "node_modules/";

/**
 * Reads the text of a `package.json` or a `package-lock.json` (of any of its three versions). Throws an Error whose
 * message says what is wrong with it.
 */
export function parseNpmManifest(path: string, text: string): DependencyManifest {
  const manifest = parseObject(text);
  const pairs = isLock(manifest) ? lockedPackages(manifest) : RANGES.flatMap((name) => rangesIn(manifest, name));
  if (pairs.length > PACKAGES_MAX) throw new Error(`It names more than ${PACKAGES_MAX.toLocaleString("en")} packages.`);
  // Made of pairs, since a package may be called __proto__.
  return { manager: "npm", path, packages: Object.fromEntries(pairs) };
}

type Json = Record<string, unknown>;
type Pair = readonly [name: string, version: string];

function isLock(manifest: Json): boolean {
  return typeof manifest.lockfileVersion === "number";
}

/** Version 1 nests `dependencies`; versions 2 and 3 have a flat `packages`, keyed by places below the root. */
function lockedPackages(lock: Json): Pair[] {
  return isObject(lock.packages) ? flatPackages(lock.packages) : nestedPackages(lock.dependencies, "");
}

function flatPackages(packages: Json): Pair[] {
  return Object.entries(packages).flatMap(([place, entry]): Pair[] => {
    // The root and the workspaces have no version that somebody published, and links point to those.
    const isOwn = !place.includes(NODE_MODULES) || !isObject(entry) || entry.link === true;
    if (isOwn || typeof entry.version !== "string") return [];
    return [[place.startsWith(NODE_MODULES) ? place.slice(NODE_MODULES.length) : place, entry.version]];
  });
}

function nestedPackages(dependencies: unknown, parent: string): Pair[] {
  if (!isObject(dependencies)) return [];
  return Object.entries(dependencies).flatMap(([name, entry]): Pair[] => {
    if (!isObject(entry) || typeof entry.version !== "string") return [];
    const place = `${parent}${name}`;
    return [[place, entry.version], ...nestedPackages(entry.dependencies, `${place}/${NODE_MODULES}`)];
  });
}

function rangesIn(manifest: Json, field: (typeof RANGES)[number]): Pair[] {
  const ranges = manifest[field];
  if (ranges === undefined) return [];
  if (!isObject(ranges)) throw new Error(`Its "${field}" is no object.`);
  return Object.entries(ranges).filter((pair): pair is [string, string] => typeof pair[1] === "string");
}

function parseObject(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Error("It is not JSON.");
  }
  if (!isObject(value)) throw new Error("It is no JSON object.");
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
