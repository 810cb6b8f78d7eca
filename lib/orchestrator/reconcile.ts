import { learnSizes, type MassTable } from "#lib/database/learn-sizes.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { carryOut } from "#lib/orchestrator/carry-out.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { nextStep, type Step } from "#lib/rollouts/rules/next-step.ts";
import { tryLockRollout } from "#lib/rollouts/store-read.ts";

/** A rollout over 100,000 devices needs some fifteen steps in a row; more than this is a fault, or another tick's work. */
const STEPS_MAX = 100;
/** How soon to look again at a rollout that somebody else is at work on. */
const LOCKED_SECONDS = 1;
/** With fewer devices a wrong plan costs nothing that anybody would notice. */
const MASS_DEVICES_MIN = 1_000;

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
  const learnt = new Set<MassTable>();
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const done = await reconcileOnce(ctx, rolloutId);
    if (!done.moved) return { steps, until: done.until };
    if (done.filled === null || learnt.has(done.filled)) continue;
    await learnSizes(ctx.db, done.filled);
    learnt.add(done.filled);
  }
  return { steps: STEPS_MAX, until: ctx.clock.now() };
}

interface Done {
  moved: boolean;
  until: Date | null;
  /** Into what it wrote very many rows. */
  filled: MassTable | null;
}

async function reconcileOnce(ctx: Context, rolloutId: string): Promise<Done> {
  return inTransaction(ctx, async (tx) => {
    const rollout = await tryLockRollout(tx, rolloutId);
    // Whoever holds it may be a connection that has died; its end is no news.
    if (rollout === null) return { moved: false, until: secondsAfter(ctx.clock.now(), LOCKED_SECONDS), filled: null };
    const step = nextStep(rollout, rollout.facts, ctx.clock.now());
    if (step.kind === "wait") return { moved: false, until: step.until, filled: null };
    ctx.log.debug({ rolloutId, number: rollout.number, step }, "next step");
    await carryOut(ctx, tx, rollout, step);
    return { moved: true, until: null, filled: filledBy(step, rollout) };
  });
}

/** The devices are planned in a step that does not know yet how many they are; the next one starts a batch. */
function filledBy({ kind }: Step, { facts }: RolloutRecord): MassTable | null {
  const devices = facts.batches.reduce((sum, { deviceCount }) => sum + deviceCount, 0);
  if (devices < MASS_DEVICES_MIN) return null;
  if (kind === "startBatch") return "rollout_device_status";
  return kind === "offer" || kind === "offerRollbacks" ? "device_actions" : null;
}
