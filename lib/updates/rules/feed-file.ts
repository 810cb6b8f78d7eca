// Which feed does an address name?
import { normalizeArchitecture } from "#lib/updates/rules/platform.ts";

export type FeedFile =
  | { kind: "electron"; platform: "windows" | "macos" | "linux"; architecture: string | null }
  | { kind: "tauri" }
  | { kind: "sparkle" }
  /** A file of a version that the feeds name. */
  | { kind: "file" };

/**
 * Reads the last part of a feed's address. electron-updater asks for `latest.yml`, or for the channel that an app was
 * built for instead of `latest`, with -mac or -linux and its architecture behind it.
 */
export function readFeedFile(name: string, channel: string): FeedFile {
  if (name === "tauri.json") return { kind: "tauri" };
  if (name === "appcast.xml") return { kind: "sparkle" };
  const [, prefix, suffix, architecture] = /^([^/]+?)(?:-(mac|linux)(?:-([a-z0-9]+))?)?\.yml$/.exec(name) ?? [];
  if (prefix !== "latest" && prefix !== channel) return { kind: "file" };
  return {
    kind: "electron",
    platform: suffix === "mac" ? "macos" : suffix === "linux" ? "linux" : "windows",
    architecture: architecture !== undefined ? normalizeArchitecture(architecture) : suffix === "linux" ? "x64" : null,
  };
}
