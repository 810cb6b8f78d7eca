// Which of the images that this host has run are kept?
import type { KnownRelease } from "#lib/agent/rules/reference.ts";

/** Puts what runs now first; what it was known as before gives way. */
export function addRelease(releases: readonly KnownRelease[], release: KnownRelease): KnownRelease[] {
  return [release, ...releases.filter(({ imageId }) => imageId !== release.imageId)];
}

/** Divides releases into those kept, the one that runs and some before it, and those whose images may go. */
export function splitReleases(
  releases: readonly KnownRelease[],
  { previousKept, imagesInUse }: { previousKept: number; imagesInUse: ReadonlySet<string> },
): { kept: KnownRelease[]; surplus: KnownRelease[] } {
  const isKept = (release: KnownRelease, index: number) => index <= previousKept || imagesInUse.has(release.imageId);
  return {
    kept: releases.filter(isKept),
    surplus: releases.filter((release, index) => !isKept(release, index)),
  };
}
