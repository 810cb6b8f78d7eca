import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { selectOpenHolds } from "#lib/rollouts/store-holds.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

/** So many releases are never held at once in earnest; each product lists all of its own. */
const HOLDS_MAX = 100;

/** Lists the releases that are held now, of every product, the newest first. */
export async function listOpenHolds(
  ctx: Context,
): Promise<{ items: (HoldView & { product: { id: string; slug: string } })[] }> {
  requirePermission(ctx.actor, "rollouts:read");
  return { items: await selectOpenHolds(ctx.db, { reach: reachOf(ctx.actor), limit: HOLDS_MAX }) };
}
