// What is a channel, and to which ones does a version belong by itself?
import { isPrerelease, type SemanticVersion } from "#lib/products/rules/semver.ts";

/** Every product has it; whoever names no channel follows it. */
export const STABLE = "stable";
/** What a new product starts with. */
export const FIRST_CHANNELS = [STABLE, "beta"] as const;

export const CHANNEL_NAME_LENGTH_MAX = 64;
/** Names stand in addresses of feeds. */
export const CHANNEL_NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** From the most daring to the most careful. Whoever takes the daring ones wants the careful ones as well. */
const LADDER = ["alpha", "beta", "rc", STABLE];

/**
 * Names the channels, of those that a product has, to which a new version is promoted unless its maker says otherwise:
 * a stable one to `stable` and to all channels of prereleases on the way to it; 2.0.0-beta.1 to `beta` and `alpha`;
 * 2.0.0-nightly.7 to `nightly`. A version that is not stable and names no series belongs nowhere by itself.
 */
export function defaultChannels(
  version: SemanticVersion,
  { isStable, channels }: { isStable: boolean; channels: readonly string[] },
): string[] {
  const series = isStable ? STABLE : isPrerelease(version) ? version.prerelease[0]?.toLowerCase() : undefined;
  if (series === undefined) return [];
  const step = LADDER.indexOf(series);
  const wanted = step < 0 ? [series] : LADDER.slice(0, step + 1);
  return channels.filter((channel) => wanted.includes(channel));
}
