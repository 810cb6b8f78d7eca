import { concreteImage, matchesImage } from "#lib/intake/rules/image-pattern.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import type { Candidate } from "#lib/intake/rules/choose-policy.ts";
import { judgeTag } from "#lib/intake/rules/tag-rule.ts";
import { formatImageName } from "#lib/products/rules/image.ts";
import { compareVersions, parseVersionTag } from "#lib/products/rules/semver.ts";

// Which repositories are polled, and which of their tags are looked at in this round?

export interface WatchedImage {
  registryHost: string;
  repository: string;
  /** host/repository */
  name: string;
}

const IMAGES_MAX = 200;

/**
 * Lists the repositories that policies name without a wildcard. A pattern without a host means the images of that name
 * about which a registry has answered before; where there are none, the one on Docker Hub.
 */
export function watchedImages(policies: readonly Candidate[], knownImages: readonly string[]): WatchedImage[] {
  const names = policies.flatMap((policy) => {
    const concrete = concreteImage(policy.imagePattern);
    if (!concrete) return [];
    if (concrete.hasHost) return [formatImageName(concrete)];
    const answered = knownImages.filter((image) => {
      const reference = normalizeReference(image);
      return reference !== null && matchesImage(policy.imagePattern, reference);
    });
    return answered.length > 0 ? answered : [formatImageName(concrete)];
  });
  return [...new Set(names)].slice(0, IMAGES_MAX).flatMap((name) => {
    const reference = normalizeReference(name);
    return reference ? [{ registryHost: reference.registryHost, repository: reference.repository, name }] : [];
  });
}

export interface PollFacts<Known> {
  policies: readonly Candidate[];
  image: WatchedImage;
  listed: { tags: readonly string[]; isComplete: boolean };
  /** Those checked longest ago first. */
  known: readonly Known[];
}

export interface PollPlan<Known> {
  /** Tags we have not seen that are to be treated as pushed. */
  newTags: string[];
  /** Tags we have not seen that are only to be remembered. */
  baseline: string[];
  /** Known tags that may have moved. */
  toCheck: Known[];
}

const NEW_TAGS_MAX = 20;
const CHECKS_MAX = 20;

/**
 * Plans one look at a repository: bounded, so that a repository of ten thousand tags costs as little as any other. Where
 * the list was cut short, a tag may be unknown merely because it was cut off before: then it is news only for a policy
 * with a SemVer rule, which refuses old versions.
 */
export function planPoll<Known extends { tag: string }>(facts: PollFacts<Known>): PollPlan<Known> {
  const { policies, image, listed, known } = facts;
  const interested = policies.filter((policy) => matchesImage(policy.imagePattern, image));
  const wanted = listed.tags.filter((tag) => interested.some((policy) => judgeTag(policy.tagRule, tag).matches));
  const knownTags = new Set(known.map((item) => item.tag));
  const unseen = wanted.filter((tag) => !knownTags.has(tag));
  const isOrdered = interested.every((policy) => policy.tagRule?.kind === "semver");
  const newest = listed.isComplete || isOrdered ? unseen.toSorted(newestFirst).slice(0, NEW_TAGS_MAX) : [];
  // Under SemVer rules older versions of the same round are then no step forward. Elsewhere the last one decides.
  const newTags = isOrdered ? newest : newest.toReversed();
  const isNew = new Set(newTags);
  const listedTags = new Set(wanted);
  return {
    newTags,
    baseline: unseen.filter((tag) => !isNew.has(tag)),
    toCheck: known.filter((item) => listedTags.has(item.tag)).slice(0, CHECKS_MAX),
  };
}

/** The newest version first; what is no version comes after, by name. */
function newestFirst(left: string, right: string): number {
  const [leftVersion, rightVersion] = [parseVersionTag(left), parseVersionTag(right)];
  if (leftVersion && rightVersion) return compareVersions(rightVersion, leftVersion);
  if (leftVersion || rightVersion) return leftVersion ? -1 : 1;
  return left < right ? 1 : -1;
}
