import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import { findRolloutRecord } from "#lib/rollouts/store-read.ts";
import { toRolloutView, type RolloutView } from "#lib/rollouts/view.ts";

/** Reads a rollout anew and shows it: the answer of every use case that changed one. */
export async function showRollout(ctx: Context, db: Queryable, rolloutId: string): Promise<RolloutView> {
  const rollout = await findRolloutRecord(db, rolloutId);
  if (rollout === null) throw notFound("rollout");
  const counts = await countUnplanned(ctx, db, [rollout]);
  return toRolloutView(rollout, ctx.clock.now(), counts.get(filterKey(rollout)) ?? null);
}

/** Shows rollouts. For those that are not planned yet it counts whom they would reach, once for each device filter. */
export async function showRollouts(
  ctx: Context,
  db: Queryable,
  rollouts: readonly RolloutRecord[],
): Promise<RolloutView[]> {
  const counts = await countUnplanned(ctx, db, rollouts);
  const now = ctx.clock.now();
  return rollouts.map((rollout) => toRolloutView(rollout, now, counts.get(filterKey(rollout)) ?? null));
}

async function countUnplanned(
  ctx: Context,
  db: Queryable,
  rollouts: readonly RolloutRecord[],
): Promise<Map<string, number>> {
  const freshness = freshnessOf(ctx);
  const counts = new Map<string, number>();
  for (const rollout of rollouts) {
    const key = filterKey(rollout);
    if (rollout.plannedAt !== null || isFinal(rollout.status) || counts.has(key)) continue;
    counts.set(key, await countSelected(db, rollout.settings.deviceFilter, freshness));
  }
  return counts;
}

function filterKey({ settings }: RolloutRecord): string {
  return JSON.stringify(settings.deviceFilter);
}
