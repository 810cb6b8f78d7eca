import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { nextStep } from "#lib/rollouts/rules/next-step.ts";
import { selectActiveRollouts } from "#lib/rollouts/store-read.ts";

/** How soon to try again what failed. */
const RETRY_SECONDS = 2;

export interface Tick {
  /** Rollouts looked at, and those with which something was done. */
  active: number;
  moved: number;
  /** The nearest time at which there may be something to do without any news; null when there is none. */
  until: Date | null;
}

/**
 * Carries every rollout on as far as it goes now. One statement tells which are active and how they stand; only those
 * with a step to take are locked, each by itself. One that fails is noted, and the others go on.
 */
export async function tick(ctx: Context): Promise<Tick> {
  const now = ctx.clock.now();
  const rollouts = await selectActiveRollouts(ctx.db, now);
  const times: (Date | null)[] = [];
  let moved = 0;
  for (const rollout of rollouts) {
    const step = nextStep(rollout, rollout.facts, now);
    if (step.kind === "wait") {
      times.push(step.until);
      continue;
    }
    moved += 1;
    try {
      times.push((await reconcileRollout(ctx, rollout.id)).until);
    } catch (error) {
      ctx.log.error({ err: error, rolloutId: rollout.id, number: rollout.number }, "could not carry a rollout on");
      // What failed may have been the connection, whose return is no news.
      times.push(secondsAfter(ctx.clock.now(), RETRY_SECONDS));
    }
  }
  return { active: rollouts.length, moved, until: nearest(times) };
}

function nearest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}
