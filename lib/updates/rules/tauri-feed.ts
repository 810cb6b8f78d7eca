// What does Tauri's updater read of a release?

export interface TauriFile {
  url: string;
  /** The content of the .sig file that Tauri's bundler wrote. */
  signature: string;
  platform: string | null;
  architecture: string | null;
}

export interface TauriRelease {
  version: string;
  releasedAt: Date;
  releaseNotes: string;
}

const TARGETS = new Map([["macos", "darwin"]]);
const ARCHITECTURES = new Map([
  ["x64", "x86_64"],
  ["arm64", "aarch64"],
  ["ia32", "i686"],
]);

/** What one client is told: where its file is. */
export function writeTauriAnswer(release: TauriRelease, file: TauriFile): Record<string, unknown> {
  return { ...common(release), url: file.url, signature: file.signature };
}

/** What all clients read: each platform's file under its name. A universal file stands under each architecture. */
export function writeTauriFeed(release: TauriRelease, files: readonly TauriFile[]): Record<string, unknown> {
  const platforms: Record<string, { url: string; signature: string }> = {};
  for (const { url, signature, platform, architecture } of files) {
    if (platform === null) continue;
    for (const name of architectureNames(architecture)) {
      platforms[`${TARGETS.get(platform) ?? platform}-${name}`] ??= { url, signature };
    }
  }
  return { ...common(release), platforms };
}

function architectureNames(architecture: string | null): string[] {
  if (architecture === null) return ["x86_64"];
  return architecture === "universal" ? ["x86_64", "aarch64"] : [ARCHITECTURES.get(architecture) ?? architecture];
}

function common({ version, releasedAt, releaseNotes }: TauriRelease): Record<string, unknown> {
  return { version, pub_date: releasedAt.toISOString(), notes: releaseNotes };
}
