// Which platform and architecture does a name stand for? Clients and build tools write the same thing in many ways.

export interface PlatformFacts {
  /** Lower case: linux, macos, windows, or whatever the vendor calls its own. */
  platform: string | null;
  architecture: string | null;
}

// Maps, since clients may send any word: an object would know "constructor" too.
const PLATFORM_ALIASES = new Map([
  ["darwin", "macos"],
  ["mac", "macos"],
  ["osx", "macos"],
  ["win", "windows"],
  ["win32", "windows"],
  ["win64", "windows"],
]);

const ARCHITECTURE_ALIASES = new Map([
  ["amd64", "x64"],
  ["x86_64", "x64"],
  ["x86-64", "x64"],
  ["aarch64", "arm64"],
  ["i386", "ia32"],
  ["i686", "ia32"],
  ["x86", "ia32"],
  ["arm", "armv7"],
  ["armhf", "armv7"],
  ["armv7l", "armv7"],
]);

export function normalizePlatform(name: string): string {
  const lower = name.trim().toLowerCase();
  return PLATFORM_ALIASES.get(lower) ?? lower;
}

export function normalizeArchitecture(name: string): string {
  const lower = name.trim().toLowerCase();
  return ARCHITECTURE_ALIASES.get(lower) ?? lower;
}

/** What only one platform can open. */
const PLATFORM_ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/\.(exe|msi|msix|nupkg|appx)$/i, "windows"],
  [/\.(dmg|pkg|app\.tar\.gz|app\.zip)$/i, "macos"],
  [/\.(appimage|appimage\.tar\.gz|deb|rpm|snap|flatpak)$/i, "linux"],
];
const PLATFORM_WORDS = /(?:^|[^a-z0-9])(linux|darwin|macos|mac|osx|windows|win32|win64|win)(?=[^a-z0-9]|$)/i;
const ARCHITECTURE_WORDS =
  /(?:^|[^a-z0-9])(x86_64|x86-64|amd64|x64|aarch64|arm64|armv7l?|armhf|i386|i686|ia32|x86)(?=[^a-z0-9]|$)/i;

/** Tells for whom a file is: by what its metadata says, else by its name. Null means for everybody. */
export function platformOfFile(fileName: string, metadata: Readonly<Record<string, unknown>> = {}): PlatformFacts {
  const { platform, architecture, arch } = metadata;
  const said = typeof architecture === "string" ? architecture : arch;
  const platformWord = typeof platform === "string" ? platform : platformInName(fileName);
  const architectureWord = typeof said === "string" ? said : (ARCHITECTURE_WORDS.exec(fileName)?.[1] ?? null);
  return {
    platform: platformWord === null ? null : normalizePlatform(platformWord),
    architecture: architectureWord === null ? null : normalizeArchitecture(architectureWord),
  };
}

function platformInName(fileName: string): string | null {
  const ending = PLATFORM_ENDINGS.find(([pattern]) => pattern.test(fileName));
  return ending?.[1] ?? PLATFORM_WORDS.exec(fileName)?.[1] ?? null;
}

/** What a build holds for every architecture of its platform. */
const EVERY_ARCHITECTURE = "universal";

/** Says whether a file is meant for a client. What the client does not say is not held against a file. */
export function isFileFor(file: PlatformFacts, client: PlatformFacts): boolean {
  const fits = (mine: string | null, theirs: string | null) => mine === null || theirs === null || mine === theirs;
  return (
    fits(file.platform, client.platform) &&
    (file.architecture === EVERY_ARCHITECTURE || fits(file.architecture, client.architecture))
  );
}
