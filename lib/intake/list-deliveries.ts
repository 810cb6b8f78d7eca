import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listDeliveriesInput } from "#lib/intake/input-deliveries.ts";
import { selectDeliveries } from "#lib/intake/store-deliveries.ts";
import { toDeliveryListItem, type DeliveryListItem } from "#lib/intake/view-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const deliveryCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through the deliveries, the newest first, without their bodies. */
export async function listDeliveries(ctx: Context, rawInput: unknown): Promise<Page<DeliveryListItem>> {
  requirePermission(ctx.actor, "webhooks:read");
  const { cursor, source, ...query } = parseInput(listDeliveriesInput, rawInput);
  const after = decodeCursor(cursor, deliveryCursor);

  const rows = await selectDeliveries(ctx.db, {
    ...query,
    sourceId: source,
    after: after && { receivedAt: after[0], id: after[1] },
  });
  return toPage(rows, query.limit, toDeliveryListItem, (row) => [row.receivedAt.toISOString(), row.id]);
}
