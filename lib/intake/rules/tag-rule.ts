import semver from "semver";
import { assertNever } from "#lib/kernel/errors.ts";
import { compileGlob, compileRegex } from "#lib/intake/rules/glob.ts";
import { isTag } from "#lib/products/rules/image.ts";

// Which tags does a policy take?

export interface TagRule {
  kind: "semver" | "glob" | "regex";
  value: string;
}

export type TagVerdict = { matches: true } | { matches: false; reason: string };

/**
 * Judges one tag. Without a rule every tag matches.
 *
 * Prereleases: as with npm, `^1.4.0` does not take `1.5.0-rc.1`. A range takes prereleases only where it names one of the
 * same version (`>=1.5.0-0`), so that nobody ships a release candidate by accident.
 */
export function judgeTag(rule: TagRule | null, tag: string): TagVerdict {
  if (rule === null) return { matches: true };
  switch (rule.kind) {
    case "semver":
      return judgeSemver(rule.value, tag);
    case "glob":
      return judgePattern(compileGlob(rule.value), rule, tag);
    case "regex":
      return judgePattern(compileRegex(rule.value), rule, tag);
    default:
      return assertNever(rule.kind);
  }
}

/** Reads a tag as a version; a leading `v` is usual and harmless. `1.4` and `latest` are none. */
export function versionOfTag(tag: string): string | null {
  return semver.parse(tag)?.version ?? null;
}

/** Says what is wrong with a rule, or null. A rule that can match no tag is wrong too. */
export function tagRuleFault(rule: TagRule): string | null {
  switch (rule.kind) {
    case "semver":
      return semverFault(rule.value);
    case "glob":
      return globFault(rule.value);
    case "regex": {
      const compiled = compileRegex(rule.value);
      return compiled.ok ? null : `${compiled.fault} The syntax is RE2: no look-around, no back-references.`;
    }
    default:
      return assertNever(rule.kind);
  }
}

function judgeSemver(range: string, tag: string): TagVerdict {
  const version = versionOfTag(tag);
  if (version === null) return { matches: false, reason: `the tag ${tag} is not a version` };
  if (semver.satisfies(version, range)) return { matches: true };
  const isHeldBack = semver.satisfies(version, range, { includePrerelease: true });
  const hint = isHeldBack ? " (it is a prerelease, and the range does not name one)" : "";
  return { matches: false, reason: `the version ${version} is outside ${range}${hint}` };
}

function judgePattern(compiled: ReturnType<typeof compileGlob>, rule: TagRule, tag: string): TagVerdict {
  if (compiled.ok && compiled.matcher.matches(tag)) return { matches: true };
  return { matches: false, reason: `the tag ${tag} does not match the ${rule.kind} ${rule.value}` };
}

const RANGE_EXAMPLE = "For example ^1.4.0, >=2.0.0 <3.0.0 or 1.x.";

function semverFault(range: string): string | null {
  if (range.trim() === "") return `Write * for every version. ${RANGE_EXAMPLE}`;
  if (semver.validRange(range) === null) return `This is not a SemVer range. ${RANGE_EXAMPLE}`;
  return isEmptyRange(range) ? `No version lies in this range. ${RANGE_EXAMPLE}` : null;
}

/** Every part of `a || b` contradicts itself, as in `>2.0.0 <1.0.0`. */
function isEmptyRange(range: string): boolean {
  if (semver.minVersion(range) === null) return true;
  return new semver.Range(range).set.every((comparators) =>
    comparators.some((left) => comparators.some((right) => !left.intersects(right))),
  );
}

function globFault(glob: string): string | null {
  const compiled = compileGlob(glob);
  if (!compiled.ok) return compiled.fault;
  const filled = ["a", "0", ""].map((fill) =>
    glob
      .replace(/\*+/g, fill)
      .replaceAll("?", "a")
      .replace(/\[[^\]]*\]/g, "a")
      .replace(/\{([^,}]*)[^}]*\}/g, "$1"),
  );
  return filled.some(isTag) ? null : "No valid tag can match this: a tag has letters, digits and . _ - only.";
}
