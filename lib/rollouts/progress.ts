import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { rolloutIdInput } from "#lib/rollouts/input.ts";
import { countProgress, countWaiting } from "#lib/rollouts/store-progress.ts";
import { requireRollout } from "#lib/rollouts/store-read.ts";
import type { RolloutProgress } from "#lib/rollouts/view.ts";

/** Every device of a rollout is looked at, so that many who watch the same page share one answer. */
const FRESH_MILLIS = 3_000;

interface Answer {
  until: number;
  progress: Promise<RolloutProgress>;
}

const answers = new WeakMap<Queryable, Map<string, Answer>>();

/** Tells how far a rollout is over all of its devices and over the reachable ones, at most a few seconds old. */
export async function readRolloutProgress(ctx: Context, rawInput: unknown): Promise<RolloutProgress> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId } = parseInput(rolloutIdInput, rawInput);
  await requireRollout(ctx.db, rolloutId);

  const now = ctx.clock.now().getTime();
  const kept = keptAnswers(ctx.db);
  for (const [id, { until }] of kept) if (until <= now) kept.delete(id);
  const known = kept.get(rolloutId);
  if (known) return known.progress;
  const progress = count(ctx, rolloutId);
  kept.set(rolloutId, { until: now + FRESH_MILLIS, progress });
  // A failure is not kept for the next one who asks.
  progress.catch(() => kept.delete(rolloutId));
  return progress;
}

async function count(ctx: Context, rolloutId: string): Promise<RolloutProgress> {
  const [counts, waiting] = await Promise.all([
    countProgress(ctx.db, rolloutId, freshnessOf(ctx)),
    countWaiting(ctx.db, rolloutId),
  ]);
  return { ...counts, waiting };
}

function keptAnswers(db: Queryable): Map<string, Answer> {
  const kept = answers.get(db) ?? new Map<string, Answer>();
  answers.set(db, kept);
  return kept;
}
