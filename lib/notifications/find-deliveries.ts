import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { deliveryInput, listDeliveriesInput } from "#lib/notifications/input.ts";
import { findDelivery, selectDeliveries } from "#lib/notifications/store-deliveries.ts";
import {
  toDeliveryDetail,
  toDeliveryView,
  type DeliveryDetailView,
  type DeliveryView,
} from "#lib/notifications/view.ts";

const timeCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through what was sent and is to be sent, the newest first; of a channel that is gone also. */
export async function listDeliveries(ctx: Context, rawInput: unknown): Promise<Page<DeliveryView>> {
  requirePermission(ctx.actor, "notifications:read");
  const { limit, cursor, channel, status } = parseInput(listDeliveriesInput, rawInput);
  const [at, id] = decodeCursor(cursor, timeCursor) ?? [null, ""];
  const after = at === null ? null : { at: new Date(at), id };
  const records = await selectDeliveries(ctx.db, { channelId: channel, status }, { after, limit });
  return toPage(records, limit, toDeliveryView, (record) => [record.createdAt.toISOString(), record.id]);
}

/** One message with every try. */
export async function getDelivery(ctx: Context, rawInput: unknown): Promise<DeliveryDetailView> {
  requirePermission(ctx.actor, "notifications:read");
  const { deliveryId } = parseInput(deliveryInput, rawInput);
  const record = await findDelivery(ctx.db, deliveryId);
  if (!record) throw notFound("message");
  return toDeliveryDetail(record);
}
