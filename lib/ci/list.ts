import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listRunsInput, listTriggersInput, triggerIdInput } from "#lib/ci/input.ts";
import { requireTrigger, showTrigger } from "#lib/ci/save-trigger.ts";
import { selectRuns, toRunView } from "#lib/ci/store-runs.ts";
import { selectTriggers } from "#lib/ci/store-triggers.ts";
import type { RunView, TriggerView } from "#lib/ci/view.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";

const triggerCursor = z.tuple([z.string(), z.uuid()]);
const runCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through the triggers by name. */
export async function listTriggers(ctx: Context, rawInput: unknown): Promise<Page<TriggerView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, environment, product, limit } = parseInput(listTriggersInput, rawInput);
  const [name, id] = decodeCursor(cursor, triggerCursor) ?? [];
  const after = name !== undefined && id !== undefined ? { name, id } : null;
  const environmentId = environment === undefined ? undefined : (await requireEnvironment(ctx.db, environment)).id;
  const productId = product === undefined ? undefined : (await requireProduct(ctx.db, product)).id;

  return toPage(
    await selectTriggers(ctx.db, { environmentId, productId, reach: reachOf(ctx.actor), after, limit }),
    limit,
    showTrigger,
    (trigger) => [trigger.name, trigger.id],
  );
}

export async function getTrigger(ctx: Context, rawInput: unknown): Promise<TriggerView> {
  requirePermission(ctx.actor, "deployments:read");
  const { triggerId } = parseInput(triggerIdInput, rawInput);
  return showTrigger(await requireTrigger(ctx.db, triggerId));
}

/** Pages through what CI systems told, the newest first, with what came of it. */
export async function listRuns(ctx: Context, rawInput: unknown): Promise<Page<RunView>> {
  requirePermission(ctx.actor, "deployments:read");
  const { cursor, ...query } = parseInput(listRunsInput, rawInput);
  const [receivedAt, id] = decodeCursor(cursor, runCursor) ?? [];
  const after = receivedAt !== undefined && id !== undefined ? { receivedAt, id } : null;
  return toPage(await selectRuns(ctx.db, { ...query, after }), query.limit, toRunView, (run) => [
    run.receivedAt.toISOString(),
    run.id,
  ]);
}
