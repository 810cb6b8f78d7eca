import { runIntakeChores } from "#lib/intake/run-intake-chores.ts";
import type { Context } from "#lib/kernel/context.ts";
import { findNextResolveAt } from "#lib/orchestrator/store-resolve.ts";

/** Asks registries about what is due, and returns when there is more to ask. */
export async function resolveReleases(ctx: Context): Promise<Date | null> {
  await runIntakeChores(ctx);
  return findNextResolveAt(ctx.db);
}
