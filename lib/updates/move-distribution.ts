import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { changePercentInput, completeDistributionInput, distributionActionInput } from "#lib/updates/input.ts";
import { allowedStates, applyCommand, mayDoWith, setPercent } from "#lib/updates/rules/transitions.ts";
import type { DistributionCommand } from "#lib/updates/rules/transitions.ts";
import { showDistribution } from "#lib/updates/show-distribution.ts";
import { lockDistribution, saveDistribution, type DistributionRecord } from "#lib/updates/store-distributions.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/** Stops offering it to anybody new. Those who have it keep it; everybody else is offered what was there before. */
export async function pauseDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  return act(ctx, rawInput, "pause");
}

export async function resumeDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  return act(ctx, rawInput, "resume");
}

/** Ends it for good: nobody is offered the version on this channel until somebody distributes it again. */
export async function cancelDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  return act(ctx, rawInput, "cancel");
}

/** Offers it to everybody from now on; of a split the version that is named as its winner. */
export async function completeDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { distributionId, winner } = parseInput(completeDistributionInput, rawInput);
  return withLocked(ctx, distributionId, "complete", async (tx, record) => {
    const isSplit = record.otherVersionId !== null;
    if (isSplit !== (winner !== undefined)) {
      const message = isSplit ? "Say which of the two won." : "Only a split has a winner.";
      throw invalidInput({ path: "winner", message });
    }
    const winnerId = winner === undefined ? null : winner === "version" ? record.versionId : record.otherVersionId;
    await endDistribution(ctx, tx, { ...record, winnerId }, { command: "complete", reason: null });
  });
}

/** Sets the share by hand. */
export async function changePercent(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { distributionId, percent } = parseInput(changePercentInput, rawInput);
  return withLocked(ctx, distributionId, "changePercent", async (tx, record) => {
    if (record.strategy === "immediate") {
      throw new DomainError("WRONG_STATE", "An immediate distribution is for everybody: pause it, or cancel it.");
    }
    await saveDistribution(tx, setPercent(record, percent, ctx.clock.now()));
    note(ctx, tx, record, "distribution_percent_changed", { from: record.percent, to: percent });
  });
}

const EVENTS: Record<Exclude<DistributionCommand, "changePercent">, EventType> = {
  start: "distribution_started",
  pause: "distribution_paused",
  resume: "distribution_resumed",
  complete: "distribution_completed",
  cancel: "distribution_cancelled",
};

async function act(ctx: Context, rawInput: unknown, command: "pause" | "resume" | "cancel"): Promise<DistributionView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { distributionId, reason } = parseInput(distributionActionInput, rawInput);
  return withLocked(ctx, distributionId, command, async (tx, record) => {
    if (command === "cancel") return endDistribution(ctx, tx, record, { command, reason: reason ?? null });
    await moveDistribution(ctx, tx, record, command, reason ?? null);
  });
}

/** Under the row's lock, so that of two who act at once the second sees what the first did. */
async function withLocked(
  ctx: Context,
  distributionId: string,
  command: DistributionCommand,
  work: (tx: Transaction, record: DistributionRecord) => Promise<void>,
): Promise<DistributionView> {
  return inTransaction(ctx, async (tx) => {
    const record = await lockDistribution(tx, distributionId);
    if (record === null) throw notFound("distribution");
    if (!mayDoWith(command, record.status)) {
      throw new DomainError("WRONG_STATE", `This distribution is ${record.status}.`, {
        allowedStates: allowedStates(command),
      });
    }
    await work(tx, record);
    return showDistribution(ctx, tx, distributionId);
  });
}

/** Moves a distribution that the caller has locked. */
export async function moveDistribution(
  ctx: Context,
  tx: Transaction,
  record: DistributionRecord,
  command: "start" | "pause" | "resume",
  reason: string | null,
): Promise<void> {
  const moved = applyCommand(record, command, ctx.clock.now());
  await saveDistribution(tx, { ...moved, statusReason: reason });
  note(ctx, tx, record, EVENTS[command], { ...(reason !== null && { reason }) });
}

/** Ends a distribution that the caller has locked. */
export async function endDistribution(
  ctx: Context,
  tx: Transaction,
  record: DistributionRecord,
  { command, reason }: { command: "complete" | "cancel"; reason: string | null },
): Promise<void> {
  const now = ctx.clock.now();
  const ended = applyCommand(record, command, now);
  await saveDistribution(tx, { ...ended, statusReason: reason, endedAt: now });
  note(ctx, tx, record, EVENTS[command], {
    ...(reason !== null && { reason }),
    ...(record.winnerId !== null && { winnerId: record.winnerId }),
  });
}

function note(
  ctx: Context,
  tx: Transaction,
  { id, productId, names }: DistributionRecord,
  type: EventType,
  data: Record<string, unknown>,
): void {
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "distribution", id },
    productId,
    data: { ...names, ...data },
  });
}
