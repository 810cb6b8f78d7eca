import { compareVersions, parseVersionTag, type SemanticVersion } from "#lib/products/rules/semver.ts";
import type { TagRule } from "#lib/intake/rules/tag-rule.ts";

// Is this push a step forward for its policy?

export type Progress = { forward: true } | { forward: false; reason: string };

/**
 * Under a SemVer rule a version must be newer than every version that is under way or was completed. The same tag pushed
 * once more is no step back: the tag was moved, and what it points to now is news.
 */
export function judgeProgress(rule: TagRule | null, tag: string, tagsOfPolicy: readonly string[]): Progress {
  if (rule?.kind !== "semver") return { forward: true };
  const version = parseVersionTag(tag);
  const newest = newestTag(tagsOfPolicy);
  if (version === null || newest === null || newest.tag === tag) return { forward: true };
  if (compareVersions(version, newest.version) === 1) return { forward: true };
  return { forward: false, reason: `not-newer: ${tag} is not newer than ${newest.tag}, which this policy rolled out.` };
}

function newestTag(tags: readonly string[]): { tag: string; version: SemanticVersion } | null {
  let newest: { tag: string; version: SemanticVersion } | null = null;
  for (const tag of tags) {
    const version = parseVersionTag(tag);
    if (version !== null && (newest === null || compareVersions(version, newest.version) === 1))
      newest = { tag, version };
  }
  return newest;
}
