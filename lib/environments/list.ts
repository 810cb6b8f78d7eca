import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listEnvironmentsInput } from "#lib/environments/input.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import { selectEnvironments } from "#lib/environments/store.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const environmentCursor = z.tuple([z.int(), z.uuid()]);

/** Pages through the environments in the order of promotion, with the counts of their devices. */
export async function listEnvironments(ctx: Context, rawInput: unknown): Promise<Page<EnvironmentView>> {
  requirePermission(ctx.actor, "environments:read");
  const { cursor, ...query } = parseInput(listEnvironmentsInput, rawInput);
  const [position, id] = decodeCursor(cursor, environmentCursor) ?? [];
  const after = position !== undefined && id !== undefined ? { position, id } : null;

  const page = toPage(
    await selectEnvironments(ctx.db, { ...query, reach: reachOf(ctx.actor), after }),
    query.limit,
    (environment) => environment,
    (environment) => [environment.position, environment.id],
  );
  const items = await Promise.all(page.items.map((environment) => showEnvironment(ctx, ctx.db, environment)));
  return { ...page, items };
}
