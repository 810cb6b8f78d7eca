import { reachOf } from "#lib/access/rules/actor.ts";
import { collectNames } from "#lib/access/rules/names.ts";
import { countNamed } from "#lib/access/teams/store-names.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

/**
 * Lets pass whatever names only what the actor reaches, and says how many such records it names. Throws NOT_FOUND where
 * one of them lies elsewhere: what one may not see does not exist. Costs nothing for those who reach everything.
 */
export async function requireReach(ctx: Context, input: unknown): Promise<number> {
  const reach = reachOf(ctx.actor);
  if (!reach) return 0;
  const names = collectNames(input);
  if (names.ids.length + names.slugs.length + names.images.length === 0) return 0;
  const { found, outside } = await countNamed(ctx.db, names, reach);
  if (outside > 0) throw notFound("record");
  return found;
}
