import { createTeamInput, teamIdInput, updateTeamInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { showTeam } from "#lib/access/teams/find.ts";
import { deleteTeamRow, insertTeam, replaceEnvironments, replaceProducts, saveTeam } from "#lib/access/teams/store.ts";
import type { TeamView } from "#lib/access/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction, isUniqueViolation } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** Makes a team, with its products and environments. CONFLICT where the slug is taken. */
export async function createTeam(ctx: Context, rawInput: unknown): Promise<TeamView> {
  requirePermission(ctx.actor, "users:write");
  const { slug, name, description = "", ...theirs } = parseInput(createTeamInput, rawInput);
  try {
    return await inTransaction(ctx, async (tx) => {
      const id = await insertTeam(tx, { slug, name, description });
      return await giveAndTell(ctx, tx, id, theirs);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("CONFLICT", `There is a team with the slug ${slug}.`);
    throw error;
  }
}

/** Changes a team. Products and environments that are given take the place of those it has. */
export async function updateTeam(ctx: Context, rawInput: unknown): Promise<TeamView> {
  requirePermission(ctx.actor, "users:write");
  const { teamId, name, description, ...theirs } = parseInput(updateTeamInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    await showTeam(tx, teamId);
    await saveTeam(tx, teamId, { name, description });
    return giveAndTell(ctx, tx, teamId, theirs);
  });
}

/** Removes a team. Its products, environments and people stay; who saw them through it alone does so no more. */
export async function deleteTeam(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "users:write");
  const { teamId } = parseInput(teamIdInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    const { name } = await showTeam(tx, teamId);
    if (!(await deleteTeamRow(tx, teamId))) throw notFound("team");
    recordEvent(ctx, tx, { type: "team_deleted", subject: { kind: "team", id: teamId }, data: { name } });
  });
}

async function giveAndTell(
  ctx: Context,
  tx: Transaction,
  teamId: string,
  { productIds, environmentIds }: { productIds?: string[] | undefined; environmentIds?: string[] | undefined },
): Promise<TeamView> {
  if (productIds) refuseMissing("productIds", "product", await replaceProducts(tx, teamId, productIds));
  if (environmentIds) {
    refuseMissing("environmentIds", "environment", await replaceEnvironments(tx, teamId, environmentIds));
  }
  const team = await showTeam(tx, teamId);
  recordEvent(ctx, tx, {
    type: "team_saved",
    subject: { kind: "team", id: teamId },
    data: {
      name: team.name,
      products: team.products.map(({ slug }) => slug),
      environments: team.environments.map(({ slug }) => slug),
    },
  });
  return team;
}

function refuseMissing(path: string, noun: string, [missing]: readonly string[]): void {
  if (missing !== undefined) throw invalidInput({ path, message: `There is no ${noun} ${missing}.` });
}
