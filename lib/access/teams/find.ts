import { z } from "zod";
import { listTeamsInput, teamIdInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toTeamView } from "#lib/access/teams/show.ts";
import { findTeamRow, selectTeams } from "#lib/access/teams/store.ts";
import type { TeamView } from "#lib/access/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const teamCursor = z.tuple([z.string()]);

/** Pages through the teams, with their people and what is theirs. */
export async function listTeams(ctx: Context, rawInput: unknown): Promise<Page<TeamView>> {
  requirePermission(ctx.actor, "users:read");
  const { cursor, limit } = parseInput(listTeamsInput, rawInput);
  const [afterSlug] = decodeCursor(cursor, teamCursor) ?? [null];
  return toPage(await selectTeams(ctx.db, { afterSlug, limit }), limit, toTeamView, (row) => [row.slug]);
}

export async function getTeam(ctx: Context, rawInput: unknown): Promise<TeamView> {
  requirePermission(ctx.actor, "users:read");
  const { teamId } = parseInput(teamIdInput, rawInput);
  return showTeam(ctx.db, teamId);
}

/** Reads a team, without asking for permission. Throws NOT_FOUND. */
export async function showTeam(db: Queryable, teamId: string): Promise<TeamView> {
  const team = await findTeamRow(db, teamId);
  if (!team) throw notFound("team");
  return toTeamView(team);
}
