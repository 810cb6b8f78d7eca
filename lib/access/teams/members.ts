import { teamMemberInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { findUserRow } from "#lib/access/store-users.ts";
import { showTeam } from "#lib/access/teams/find.ts";
import { addToTeams, deleteMember } from "#lib/access/teams/store.ts";
import type { TeamView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes a person or a service account a member of a team. Again changes nothing. */
export async function addTeamMember(ctx: Context, rawInput: unknown): Promise<TeamView> {
  requirePermission(ctx.actor, "users:write");
  const { teamId, userId } = parseInput(teamMemberInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    const team = await showTeam(tx, teamId);
    const user = await findUserRow(tx, userId);
    if (!user) throw notFound("user");
    const added = await addToTeams(tx, userId, [teamId]);
    if (added === 0) return team;
    recordEvent(ctx, tx, {
      type: "team_member_added",
      subject: { kind: "team", id: teamId },
      data: { team: team.name, name: user.name, userId },
    });
    return showTeam(tx, teamId);
  });
}

/** Takes somebody out of a team. One who is in it by a group comes back at the next sign-in, unless the group ends. */
export async function removeTeamMember(ctx: Context, rawInput: unknown): Promise<TeamView> {
  requirePermission(ctx.actor, "users:write");
  const { teamId, userId } = parseInput(teamMemberInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    const team = await showTeam(tx, teamId);
    const member = team.members.find((one) => one.userId === userId);
    if (!member || !(await deleteMember(tx, teamId, userId))) throw notFound("member");
    recordEvent(ctx, tx, {
      type: "team_member_removed",
      subject: { kind: "team", id: teamId },
      data: { team: team.name, name: member.name, userId },
    });
    return showTeam(tx, teamId);
  });
}
