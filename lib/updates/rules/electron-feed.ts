// What does electron-updater read of a release?
import { stringify } from "yaml";

export interface ElectronFile {
  /** Relative to the feed, or a whole address. */
  url: string;
  /** Base64, as electron-updater compares it. */
  sha512: string;
  /** Bytes. */
  size: number;
  fileName: string;
}

export interface ElectronRelease {
  version: string;
  releasedAt: Date;
  releaseNotes: string;
  files: readonly ElectronFile[];
}

/** What electron-updater installs by itself, best first; what it does not know goes last. */
const PREFERENCE = ["exe", "zip", "appimage", "dmg", "deb", "rpm", "pacman"];

/** Writes `latest.yml`. Whether a client is inside a share was decided before, so it says no stagingPercentage. */
export function writeElectronFeed({ version, releasedAt, releaseNotes, files }: ElectronRelease): string {
  const sorted = files.toSorted((left, right) => rankOf(left.fileName) - rankOf(right.fileName));
  const [main] = sorted;
  return stringify({
    version,
    files: sorted.map(({ url, sha512, size }) => ({ url, sha512, size })),
    // Older clients read these two.
    ...(main && { path: main.url, sha512: main.sha512 }),
    releaseDate: releasedAt.toISOString(),
    ...(releaseNotes !== "" && { releaseNotes }),
  });
}

function rankOf(fileName: string): number {
  const rank = PREFERENCE.indexOf(fileName.toLowerCase().split(".").at(-1) ?? "");
  return rank < 0 ? PREFERENCE.length : rank;
}
