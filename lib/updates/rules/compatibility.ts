// Can a client run a version?
import semver from "semver";
import { normalizeArchitecture, normalizePlatform } from "#lib/updates/rules/platform.ts";

/** What a version says of where it runs; what it leaves out does not matter to it. */
export interface Compatibility {
  platforms?: readonly string[];
  architectures?: readonly string[];
  hardwareRevisions?: readonly string[];
  requires?: readonly { name: string; range: string }[];
}

/** What a client says of itself. */
export interface ClientFacts {
  platform: string | null;
  architecture: string | null;
  hardwareRevision: string | null;
  /** What is installed, by name: the product itself and whatever else the client names. */
  installed: Readonly<Record<string, string>>;
}

/**
 * Names what keeps a client from running a version; null where nothing does. A client that does not say what a version
 * asks about is not offered it: the wrong firmware does more harm than a late one.
 */
export function incompatibility(version: Compatibility, client: ClientFacts): string | null {
  const { platforms, architectures, hardwareRevisions, requires } = version;
  if (!isAmong(platforms, client.platform, normalizePlatform)) return "platform";
  if (!isAmong(architectures, client.architecture, normalizeArchitecture)) return "architecture";
  if (!isAmong(hardwareRevisions, client.hardwareRevision, (text) => text)) return "hardwareRevision";
  const versionOf = (name: string) => (Object.hasOwn(client.installed, name) ? client.installed[name] : undefined);
  const missing = requires?.find(({ name, range }) => !satisfies(versionOf(name), range));
  return missing ? `requires ${missing.name} ${missing.range}` : null;
}

function isAmong(
  wanted: readonly string[] | undefined,
  said: string | null,
  normalize: (text: string) => string,
): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return said !== null && wanted.some((one) => normalize(one) === normalize(said));
}

function satisfies(version: string | undefined, range: string): boolean {
  return version !== undefined && semver.satisfies(version, range, { includePrerelease: true });
}
