import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import { parseVersion, precedenceKey } from "#lib/products/rules/semver.ts";
import type { IndexedChannel, IndexedVersion, ProductIndex } from "#lib/updates/product-index.ts";
import { chooseVersion } from "#lib/updates/rules/choose-version.ts";
import { isOpen } from "#lib/updates/rules/transitions.ts";
import { noteTold } from "#lib/updates/told.ts";

/** What an updater says of itself, as far as it does. */
export interface FeedClient {
  clientId: string | null;
  currentVersion: string | null;
  platform: string | null;
  architecture: string | null;
  /** Where it asks from. */
  address: string | null;
}

export interface Chosen {
  version: IndexedVersion | null;
  /** Every client is told the same, so caches may keep it. */
  isSameForAll: boolean;
}

export function requireChannel(product: ProductIndex, name: string): IndexedChannel {
  const channel = product.channels.get(name);
  if (channel) return channel;
  throw notFound("channel");
}

/**
 * Chooses the version that a feed shows to a client. Most updaters do not say what they run and compare by themselves:
 * they are shown the newest that they may have. To those that say it, versions that must be passed through come first.
 */
export function chooseRelease(
  ctx: Context,
  product: ProductIndex,
  channel: IndexedChannel,
  client: FeedClient,
): Chosen {
  const { clientId, currentVersion, platform, architecture } = client;
  const now = ctx.clock.now();
  const currentKey = currentVersion === null ? "" : keyOf(currentVersion);
  const installed = currentVersion === null ? {} : { [product.slug]: currentVersion };
  const facts = { platform, architecture, hardwareRevision: null, installed };
  const shown = currentVersion === null ? withoutFloors(channel) : channel;
  const choice = chooseVersion(shown, { clientId, currentKey, facts }, now);
  const isSameForAll =
    !product.isPrivate && currentVersion === null && !channel.distributions.some(({ status }) => isOpen(status));
  if (choice.kind === "none") return { version: null, isSameForAll };
  if (clientId !== null && currentVersion !== null) {
    const { step, distributionId } = choice;
    const told = { productId: product.id, versionId: step.id, clientId, distributionId };
    noteTold(ctx, { ...told, fromVersion: currentVersion, at: now }, () => client.address);
  }
  return { version: choice.step, isSameForAll };
}

function withoutFloors(channel: IndexedChannel): IndexedChannel {
  return { ...channel, versions: channel.versions.map((version) => ({ ...version, isFloor: false })) };
}

function keyOf(version: string): string {
  const parsed = parseVersion(version);
  if (parsed !== null) return precedenceKey(parsed);
  throw invalidInput({ path: "currentVersion", message: "Use a SemVer 2.0.0 version, for example 1.5.0." });
}
