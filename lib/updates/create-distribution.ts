import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { insertPromotions, lockChannel, selectChannels } from "#lib/products/store-channels.ts";
import type { ChannelView, ProductView } from "#lib/products/view.ts";
import { createDistributionInput, type CreateDistributionInput } from "#lib/updates/input.ts";
import { endDistribution } from "#lib/updates/move-distribution.ts";
import { planSteps, readLocalTime, type ShareStep } from "#lib/updates/rules/share.ts";
import { hasReachedEverybody } from "#lib/updates/rules/transitions.ts";
import { showDistribution } from "#lib/updates/show-distribution.ts";
import { findOpenDistribution, insertDistribution } from "#lib/updates/store-distributions.ts";
import { findVersionByText, type VersionState } from "#lib/updates/store-versions.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/**
 * Decides how a version is handed out on a channel. A version that was not promoted to it yet is promoted with this, so
 * that nobody is offered it before the share says so. A channel has one open distribution; one that everybody has been
 * offered makes room for the next.
 */
export async function createDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const input = parseInput(createDistributionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const product = await requireProduct(tx, input.productId ?? input.extensionId ?? "");
    const channel = await requireChannel(tx, product, input.channel);
    await makeRoom(ctx, tx, channel);
    const version = await requireOffered(tx, product, input.version, "version");
    const other =
      input.strategy === "split" ? await requireOffered(tx, product, input.otherVersion, "otherVersion") : null;
    if (other?.id === version.id) throw invalidInput({ path: "otherVersion", message: "Name another version." });
    for (const one of other ? [version, other] : [version]) await promote(ctx, tx, one, channel);

    const timeZone = input.timeZone ?? product.timeZone;
    const plan = planShare(input, timeZone, now);
    const id = await insertDistribution(
      tx,
      {
        productId: product.id,
        channelId: channel.id,
        versionId: version.id,
        otherVersionId: other?.id ?? null,
        strategy: input.strategy,
        timeZone,
        createdBy: toActorView(ctx.actor),
        ...plan,
      },
      now,
    );
    recordEvent(ctx, tx, {
      type: "distribution_created",
      subject: { kind: "distribution", id },
      productId: product.id,
      data: {
        product: product.slug,
        channel: channel.name,
        version: version.version,
        ...(other && { otherVersion: other.version }),
        strategy: input.strategy,
        percent: plan.percent,
        startsAt: plan.startsAt?.toISOString() ?? null,
      },
    });
    return showDistribution(ctx, tx, id);
  });
}

/** Locks the channel, so that of two who begin at once the second finds the first one's distribution. */
async function requireChannel(tx: Transaction, product: ProductView, name: string): Promise<ChannelView> {
  const channels = await selectChannels(tx, product.id);
  const named = channels.find((channel) => channel.name === name);
  const locked = named ? await lockChannel(tx, named.id) : null;
  if (locked) return locked;
  const names = channels.map((channel) => channel.name).join(", ") || "none";
  throw invalidInput({ path: "channel", message: `${product.slug} has no channel ${name}; it has ${names}.` });
}

async function makeRoom(ctx: Context, tx: Transaction, channel: ChannelView): Promise<void> {
  const open = await findOpenDistribution(tx, channel.id);
  if (open === null) return;
  if (open.strategy !== "split" && hasReachedEverybody(open, ctx.clock.now())) {
    return endDistribution(ctx, tx, open, { command: "complete", reason: "The next one took its place." });
  }
  throw new DomainError(
    "CONFLICT",
    `The channel ${channel.name} has a distribution that is ${open.status}: complete or cancel it first.`,
  );
}

async function requireOffered(
  tx: Transaction,
  product: ProductView,
  version: string,
  path: string,
): Promise<VersionState> {
  const found = await findVersionByText(tx, product.id, version);
  if (found === null) throw invalidInput({ path, message: `${product.slug} has no version ${version}.` });
  if (found.isDeprecated || found.isHeld) {
    const why = found.isDeprecated ? "deprecated" : "held";
    throw new DomainError("WRONG_STATE", `${product.slug} ${version} is ${why}, so nobody is offered it.`);
  }
  return found;
}

async function promote(ctx: Context, tx: Transaction, version: VersionState, channel: ChannelView): Promise<void> {
  const promotion = { versionId: version.id, channels: [channel.name] };
  const promotedTo = await insertPromotions(tx, promotion, toActorView(ctx.actor), ctx.clock.now());
  if (promotedTo.length === 0) return;
  recordEvent(ctx, tx, {
    type: "version_promoted",
    subject: { kind: "version", id: version.id },
    productId: channel.productId,
    data: { version: version.version, channel: channel.name },
  });
}

interface SharePlan {
  percent: number;
  steps: ShareStep[];
  startsAt: Date | null;
  status: "scheduled" | "running";
}

function planShare(input: CreateDistributionInput, timeZone: string, now: Date): SharePlan {
  switch (input.strategy) {
    case "immediate":
      return { percent: 100, steps: [], startsAt: null, status: "running" };
    case "split":
      return { percent: input.percent, steps: [], startsAt: null, status: "running" };
    case "gradual":
    case "scheduled": {
      const startsAt = input.strategy === "scheduled" ? timeOf(input.startsAt, timeZone, "startsAt") : null;
      const steps = stepsOf(input, startsAt ?? now, timeZone);
      const isLater = startsAt !== null && startsAt > now;
      return { percent: input.percent, steps, startsAt, status: isLater ? "scheduled" : "running" };
    }
  }
}

type Growing = Extract<CreateDistributionInput, { strategy: "gradual" | "scheduled" }>;

function stepsOf({ percent, growBy, growEvery, steps }: Growing, from: Date, timeZone: string): ShareStep[] {
  if (steps !== undefined && growBy !== undefined) {
    throw invalidInput({ path: "steps", message: "Say either growBy or steps." });
  }
  if (growBy !== undefined) return planSteps({ by: growBy, every: growEvery, from: percent }, from, timeZone);
  return (steps ?? [])
    .map((step, index) => ({ percent: step.percent, at: timeOf(step.at, timeZone, `steps.${index}.at`) }))
    .sort((left, right) => left.at.getTime() - right.at.getTime());
}

function timeOf(text: string, timeZone: string, path: string): Date {
  const time = readLocalTime(text, timeZone);
  if (time === null) throw invalidInput({ path, message: "This time does not exist." });
  return time;
}
