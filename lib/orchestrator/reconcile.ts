import { inTransaction } from "#lib/database/transaction.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { carryOut } from "#lib/orchestrator/carry-out.ts";
import { nextStep } from "#lib/rollouts/rules/next-step.ts";
import { tryLockRollout } from "#lib/rollouts/store-read.ts";

/** A rollout over 100,000 devices needs some fifteen steps in a row; more than this is a fault, or another tick's work. */
const STEPS_MAX = 100;
/** How soon to look again at a rollout that somebody else is at work on. */
const LOCKED_SECONDS = 1;

export interface Reconciled {
  steps: number;
  /** When the answer may change by itself. Null when only news can change it. */
  until: Date | null;
}

/**
 * Carries a rollout on until it has to wait: each step is decided and done under the row's lock, in a transaction of its
 * own. Run it twice, and the second time nothing happens. Somebody else's lock means that somebody else is at work.
 */
export async function reconcileRollout(ctx: Context, rolloutId: string): Promise<Reconciled> {
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const done = await reconcileOnce(ctx, rolloutId);
    if (!done.moved) return { steps, until: done.until };
  }
  return { steps: STEPS_MAX, until: ctx.clock.now() };
}

async function reconcileOnce(ctx: Context, rolloutId: string): Promise<{ moved: boolean; until: Date | null }> {
  return inTransaction(ctx, async (tx) => {
    const rollout = await tryLockRollout(tx, rolloutId);
    // Whoever holds it may be a connection that has died; its end is no news.
    if (rollout === null) return { moved: false, until: secondsAfter(ctx.clock.now(), LOCKED_SECONDS) };
    const step = nextStep(rollout, rollout.facts, ctx.clock.now());
    if (step.kind === "wait") return { moved: false, until: step.until };
    ctx.log.debug({ rolloutId, number: rollout.number, step }, "next step");
    await carryOut(ctx, tx, rollout, step);
    return { moved: true, until: null };
  });
}
