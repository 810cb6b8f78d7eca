import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { findPlace } from "#lib/calendar/find-place.ts";
import type { Transaction } from "#lib/database/client.ts";
import { foresee } from "#lib/deployments/queue/foresee.ts";
import { listQueueInput } from "#lib/deployments/queue/input.ts";
import { toQueueItem } from "#lib/deployments/queue/show.ts";
import { countLine, findEntryRow, selectLineRows } from "#lib/deployments/queue/store-list.ts";
import type { QueueItemView, QueueView } from "#lib/deployments/queue/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const SHOWN_MAX = 1_000;

/** Shows the line: what runs, and what waits in its order, each with why it waits and when it will start. */
export async function listQueue(ctx: Context, rawInput: unknown): Promise<QueueView> {
  requirePermission(ctx.actor, "deployments:read");
  const { product, environment } = await findPlace(ctx.db, parseInput(listQueueInput, rawInput));
  const filter = { productId: product?.id ?? null, environmentId: environment?.id ?? null, reach: reachOf(ctx.actor) };

  const rows = await selectLineRows(ctx.db, filter, SHOWN_MAX);
  const counts = await countLine(ctx.db, filter);
  const foresight = await foresee(ctx.db, ctx.clock.now());
  return {
    items: rows.map((row) => toQueueItem(row, foresight)),
    ...counts,
    isCut: counts.running + counts.waiting > rows.length,
  };
}

/** Reads one place in the line as the list shows it, without asking for permission. Throws NOT_FOUND. */
export async function requireQueueItem(ctx: Context, tx: Transaction, id: string): Promise<QueueItemView> {
  const row = await findEntryRow(tx, id);
  if (row === null) throw notFound("place in the line");
  return toQueueItem(row, await foresee(tx, ctx.clock.now()));
}
