import { createGroupMappingInput, groupMappingIdInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { toRole } from "#lib/access/store-users.ts";
import { showTeam } from "#lib/access/teams/find.ts";
import {
  deleteMappingRow,
  findMapping,
  insertMapping,
  selectMappings,
  type MappingRow,
} from "#lib/access/teams/store-mappings.ts";
import type { GroupMappingView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** What the groups of providers mean here. */
export async function listGroupMappings(ctx: Context): Promise<{ items: GroupMappingView[] }> {
  requirePermission(ctx.actor, "users:read");
  return { items: (await selectMappings(ctx.db)).map(toMappingView) };
}

/** Says what a group of a provider means. It counts from each person's next sign-in on. */
export async function createGroupMapping(ctx: Context, rawInput: unknown): Promise<GroupMappingView> {
  requirePermission(ctx.actor, "users:write");
  const { provider, group, role = null, teamId = null } = parseInput(createGroupMappingInput, rawInput);
  requireWithinOwn(ctx, role ?? undefined);
  return inTransaction(ctx, async (tx) => {
    const team = teamId === null ? null : await showTeam(tx, teamId);
    const mapping = await insertMapping(tx, { provider, group, role, teamId });
    recordEvent(ctx, tx, {
      type: "group_mapping_saved",
      subject: { kind: "groupMapping", id: mapping.id },
      data: { name: group, provider, role, team: team?.name ?? null },
    });
    return toMappingView(mapping);
  });
}

/** Lets a group mean nothing any more, from each person's next sign-in on. */
export async function deleteGroupMapping(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "users:write");
  const { groupMappingId } = parseInput(groupMappingIdInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    const mapping = await findMapping(tx, groupMappingId);
    if (!mapping || !(await deleteMappingRow(tx, groupMappingId))) throw notFound("group mapping");
    recordEvent(ctx, tx, {
      type: "group_mapping_deleted",
      subject: { kind: "groupMapping", id: mapping.id },
      data: { name: mapping.group, provider: mapping.provider },
    });
  });
}

function toMappingView({ id, provider, group, role, teamId, createdAt }: MappingRow): GroupMappingView {
  return {
    ...{ id, provider, group, teamId },
    role: role === null ? null : toRole(role),
    createdAt: createdAt.toISOString(),
  };
}
