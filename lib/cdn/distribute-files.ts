import { toActorView } from "#lib/access/rules/actor.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { carryOutInvalidations } from "#lib/cdn/carry-out-invalidations.ts";
import {
  findNextWarmUpAt,
  insertPlaces,
  restorePlaces,
  selectMissingPlaces,
  selectPlacesToRemove,
  stepPlaces,
} from "#lib/cdn/store-distributions.ts";
import { findNextInvalidationAt, insertInvalidations } from "#lib/cdn/store-invalidations.ts";
import { warmUp } from "#lib/cdn/warm-up.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";

const PLACES_AT_ONCE = 1_000;

/**
 * Brings every public file to every region that is on, and has caches forget what they should. Safe in any number of
 * processes, and when it is killed anywhere: what is due is claimed for a while, and everything may be done twice.
 * Returns when there is more to do.
 */
export async function distributeFiles(ctx: Context): Promise<Date | null> {
  await planPlaces(ctx);
  await planRemovals(ctx);
  await carryOutInvalidations(ctx);
  await warmUp(ctx);
  const times = await Promise.all([findNextWarmUpAt(ctx.db), findNextInvalidationAt(ctx.db)]);
  return times.filter((time) => time !== null).sort((left, right) => left.getTime() - right.getTime())[0] ?? null;
}

async function planPlaces(ctx: Context): Promise<void> {
  await restorePlaces(ctx.db, ctx.clock.now());
  for (;;) {
    const missing = await selectMissingPlaces(ctx.db, ctx.clock.now(), PLACES_AT_ONCE);
    const places = missing.map(({ fileId, region, provider, baseUrl, ...file }) => {
      const path = fileAddress(file);
      return { fileId, region, provider, path, url: `${baseUrl}${path}` };
    });
    await insertPlaces(ctx.db, places, ctx.clock.now());
    if (missing.length < PLACES_AT_ONCE) return;
  }
}

/** Files whose product became private, or whose time is over. Those that were deleted are taken care of by the database itself. */
async function planRemovals(ctx: Context): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const places = await selectPlacesToRemove(tx, now, PLACES_AT_ONCE);
    for (const { fileId, region } of places) await stepPlaces(tx, { fileId, regions: [region], step: "remove" }, now);
    const requestedBy = toActorView(ctx.actor);
    await insertInvalidations(
      tx,
      places.map(({ fileId, region, path }) => ({ fileId, region, paths: [path], requestedBy })),
      now,
    );
  });
}
