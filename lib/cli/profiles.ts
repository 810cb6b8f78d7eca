import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { UsageError } from "#lib/cli/exit-codes.ts";
import { reasonOf } from "#lib/client/api.ts";

/** A server and the token with which one is known there, as `slipway login` keeps them. */
export interface Profile {
  url: string;
  token: string;
}

export interface Profiles {
  /** The one that is used where none is named. */
  current: string | null;
  profiles: Record<string, Profile>;
}

/** The environment of the process, or what a test takes for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_PROFILE = "default";

/** Where profiles are kept: under the XDG configuration home, or what takes its place on Windows. */
export function profilesFile(env: Environment = process.env): string {
  const { XDG_CONFIG_HOME: xdg, APPDATA: appData } = env;
  // The specification: a path that is not absolute is to be ignored.
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, "slipway", "profiles.json");
  const isWindows = process.platform === "win32" && appData;
  return path.join(isWindows ? appData : path.join(homedir(), ".config"), "slipway", "profiles.json");
}

export function readProfiles(file = profilesFile()): Profiles {
  const text = readIfThere(file);
  if (text === null) return { current: null, profiles: {} };
  const kept = parseJson(text);
  if (!isProfiles(kept))
    throw new UsageError(`${file} is damaged. Remove it, and sign in again with \`slipway login\`.`);
  closeToOthers(file);
  return kept;
}

/** Keeps a profile, and uses it from now on where none is named. */
export function saveProfile(name: string, profile: Profile, file = profilesFile()): void {
  const { profiles } = readProfiles(file);
  write(file, { current: name, profiles: { ...profiles, [name]: profile } });
}

/** Forgets a profile. Another one becomes the current one only where there is no choice. */
export function removeProfile(name: string, file = profilesFile()): void {
  const { current, profiles } = readProfiles(file);
  const { [name]: _removed, ...rest } = profiles;
  const names = Object.keys(rest);
  const only = names.length === 1 ? (names[0] ?? null) : null;
  write(file, { current: current === name ? only : current, profiles: rest });
}

/** Uses a profile from now on where none is named. */
export function chooseProfile(name: string, file = profilesFile()): void {
  write(file, { ...readProfiles(file), current: name });
}

/** Written aside and moved into place: whoever is killed in the middle leaves the old file, and nobody reads a half. */
function write(file: string, profiles: Profiles): void {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(aside, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}.`);
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
}

/** A file that came from elsewhere, such as a backup, may be open to everybody on the machine. */
function closeToOthers(file: string): void {
  if (process.platform === "win32" || (statSync(file).mode & 0o077) === 0) return;
  try {
    chmodSync(file, 0o600);
  } catch {
    process.stderr.write(`${file} holds tokens and can be read by others. Close it: chmod 600 ${file}\n`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON, and so no profiles.
  }
}

/** By hand, since every command would have to load a library for it. */
function isProfiles(value: unknown): value is Profiles {
  if (!isRecord(value) || !isRecord(value.profiles)) return false;
  const isKnown = value.current === null || typeof value.current === "string";
  return isKnown && Object.values(value.profiles).every(isProfile);
}

function isProfile(value: unknown): value is Profile {
  return isRecord(value) && typeof value.token === "string" && typeof value.url === "string" && URL.canParse(value.url);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
