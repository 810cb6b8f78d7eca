import { requirePermission } from "#lib/access/require-permission.ts";
import { listEvents } from "#lib/events/list.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { Page } from "#lib/kernel/page.ts";
import { listRolloutEventsInput } from "#lib/rollouts/input.ts";
import { requireRollout } from "#lib/rollouts/store-read.ts";

/** Pages through what happened in a rollout: the newest first, or the oldest first where `after` is given. */
export async function listRolloutEvents(ctx: Context, rawInput: unknown): Promise<Page<EventView>> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId, ...page } = parseInput(listRolloutEventsInput, rawInput);
  await requireRollout(ctx.db, rolloutId);
  return listEvents(ctx, { ...page, rollout: rolloutId });
}
