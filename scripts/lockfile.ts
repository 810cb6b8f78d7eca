// Checks that package-lock.json serves every platform and names no private registry. Run it with --fix after you have
// changed dependencies: a registry that holds the packages of one platform only makes npm leave the others out, and
// `npm ci` then refuses the file everywhere.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./lib/project.js";

interface LockedPackage {
  version?: string;
  resolved?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
}

const PUBLIC_REGISTRY = "https://registry.npmjs.org/";
const OS_NAMES = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU_NAMES = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const file = path.join(root, "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, LockedPackage> };
const missing = findMissing();
const misplaced = findMisplaced();

if (process.argv.includes("--fix")) {
  for (const [place, entry] of missing) lock.packages[place] = entry;
  for (const [, entry] of misplaced) delete entry.resolved;
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added ${missing.length} packages of other platforms; removed ${misplaced.length} addresses.`);
} else if (missing.length + misplaced.length > 0) {
  for (const [place] of missing) console.error(`${place}: missing, npm ci will refuse the file`);
  for (const [place, { resolved }] of misplaced)
    console.error(`${place}: ${resolved ?? ""} is not the public registry`);
  console.error("`node scripts/lockfile.ts --fix` mends it.");
  process.exitCode = 1;
}

/** Optional dependencies that no entry satisfies. They are pinned to one version, as prebuilt programs always are. */
function findMissing(): [place: string, entry: LockedPackage][] {
  return Object.entries(lock.packages).flatMap(([dependent, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, wanted]) => /^\d/.test(wanted) && !isLocked(name, dependent))
      .map(([name, version]): [string, LockedPackage] => [`node_modules/${name}`, describe(name, version, dev)]),
  );
}

/** Looks a package up as Node does: beside the dependent, then outwards. */
function isLocked(name: string, dependent: string): boolean {
  for (let folder = dependent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (lock.packages[`${folder}${folder && "/"}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

/** Names of prebuilt programs say for which system they are: @next/swc-win32-arm64-msvc. */
function describe(name: string, version: string, dev: boolean | undefined): LockedPackage {
  const words = name.slice(name.lastIndexOf("/") + 1).split("-");
  const cpu = CPU_NAMES.filter((word) => words.includes(word));
  const os = cpu.includes("wasm32") ? [] : OS_NAMES.filter((word) => words.includes(word));
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(os.includes("linux") && { libc: [libc] }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

function findMisplaced(): [place: string, entry: LockedPackage][] {
  return Object.entries(lock.packages).filter(
    ([, { resolved }]) => resolved?.includes("://") && !resolved.startsWith(PUBLIC_REGISTRY),
  );
}
