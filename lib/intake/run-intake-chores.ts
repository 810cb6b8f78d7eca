import { resolveLookups } from "#lib/intake/resolve-lookups.ts";
import { resolvePendingRollout } from "#lib/intake/resolve-pending-rollout.ts";
import { selectLookups } from "#lib/intake/store-deliveries.ts";
import { selectDueRollouts } from "#lib/intake/store-waiting.ts";
import type { Context } from "#lib/kernel/context.ts";

const ROLLOUTS_AT_ONCE = 100;
const DELIVERIES_AT_ONCE = 100;
/** A registry that takes its full ten seconds holds up one of these, not the others. */
const CONCURRENCY = 4;

/**
 * Asks registries about everything that is due: rollouts that wait for their digest, and deliveries that named none. Safe
 * to run in several processes; one that fails is noted and the others go on.
 */
export async function runIntakeChores(ctx: Context): Promise<void> {
  const [rollouts, deliveries] = await Promise.all([
    selectDueRollouts(ctx.db, ctx.clock.now(), ROLLOUTS_AT_ONCE),
    selectLookups(ctx.db, DELIVERIES_AT_ONCE),
  ]);
  const chores = [
    ...rollouts.map((id) => ({ what: { rolloutId: id }, run: () => resolvePendingRollout(ctx, id) })),
    ...deliveries.map((id) => ({ what: { deliveryId: id }, run: () => resolveLookups(ctx, id) })),
  ];
  const workers = Array.from({ length: CONCURRENCY }, async () => {
    for (let chore = chores.shift(); chore; chore = chores.shift()) {
      try {
        await chore.run();
      } catch (error) {
        ctx.log.error({ err: error, ...chore.what }, "A registry could not be asked; it will be tried again.");
      }
    }
  });
  await Promise.all(workers);
}
