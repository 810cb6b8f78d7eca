import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { groupIdInput } from "#lib/deployments/groups/input.ts";
import { findGroup, selectOfGroup } from "#lib/deployments/groups/store.ts";
import type { GroupView } from "#lib/deployments/groups/view.ts";
import { toSummary } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads deployments that were started together, in their order. Throws NOT_FOUND. */
export async function getGroup(ctx: Context, rawInput: unknown): Promise<GroupView> {
  requirePermission(ctx.actor, "deployments:read");
  return showGroup(ctx.db, parseInput(groupIdInput, rawInput).groupId);
}

export async function showGroup(db: Queryable, groupId: string): Promise<GroupView> {
  const group = await findGroup(db, groupId);
  if (!group) throw notFound("group of deployments");
  const records = await selectOfGroup(db, groupId);
  return {
    ...group,
    createdAt: group.createdAt.toISOString(),
    deployments: records.map((record) => ({ ...toSummary(record), needs: record.needs })),
  };
}
