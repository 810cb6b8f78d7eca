import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { rolloutActionInput } from "#lib/rollouts/input.ts";
import { moveRollout, withReason } from "#lib/rollouts/move.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { withdrawalSentences } from "#lib/rollouts/rules/next-step.ts";
import { acceptFailures } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** Lets a paused rollout go on where it was. The failures so far are accepted: only those beyond can stop it again. */
export async function resumeRollout(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason } = parseInput(rolloutActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await resumeLocked(ctx, tx, await lockRollout(tx, rolloutId), reason);
    return showRollout(ctx, tx, rolloutId);
  });
}

/** Resumes a rollout that the caller has locked: alone, or with the deployment that made it. */
export async function resumeLocked(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  reason: string | undefined,
): Promise<void> {
  refuseWithdrawn(rollout);
  await moveRollout(ctx, tx, rollout, {
    command: "resume",
    event: "rollout_resumed",
    statusReason: null,
    data: { ...withReason(reason), acceptedFailures: await acceptFailures(tx, rollout.id) },
    change: { pausedFrom: null },
  });
}

/** It would be paused again at once. */
function refuseWithdrawn({ facts: { withdrawal }, status, toVersion }: RolloutRecord): void {
  if (status !== "paused" || withdrawal === null) return;
  const remedy = withdrawal === "deprecated" ? `Restore ${toVersion} first.` : `Release ${toVersion} first.`;
  throw new DomainError("CONFLICT", `${withdrawalSentences[withdrawal]} ${remedy}`);
}
