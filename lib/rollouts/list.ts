import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listRolloutsInput } from "#lib/rollouts/input.ts";
import { showRollouts } from "#lib/rollouts/show.ts";
import { selectPage, selectUnfinished, sortValueOf } from "#lib/rollouts/store-list.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** So many rollouts are never active at once in earnest; more are found by the list. */
const ACTIVE_MAX = 500;

const timeCursor = z.tuple([z.iso.datetime(), z.int()]);
const numberCursor = z.tuple([z.int().max(2_147_483_647), z.int().max(2_147_483_647)]);

/** Pages through rollouts. */
export async function listRollouts(ctx: Context, rawInput: unknown): Promise<Page<RolloutView>> {
  requirePermission(ctx.actor, "rollouts:read");
  const input = parseInput(listRolloutsInput, rawInput);
  const after = decodeCursor(input.cursor, input.sort.endsWith("number") ? numberCursor : timeCursor);

  const rollouts = await selectPage(ctx.db, input, { after, reach: reachOf(ctx.actor) });
  const page = toPage(
    rollouts,
    input.limit,
    (rollout) => rollout,
    (rollout) => [sortValueOf(rollout, input.sort), rollout.number],
  );
  return { items: await showRollouts(ctx, ctx.db, page.items), nextCursor: page.nextCursor };
}

/** Lists the rollouts that are not over, the newest first. */
export async function listActiveRollouts(ctx: Context, rawInput: unknown): Promise<Page<RolloutView>> {
  requirePermission(ctx.actor, "rollouts:read");
  parseInput(z.strictObject({}), rawInput);
  const rollouts = await selectUnfinished(ctx.db, { reach: reachOf(ctx.actor), limit: ACTIVE_MAX });
  return { items: await showRollouts(ctx, ctx.db, rollouts), nextCursor: null };
}
