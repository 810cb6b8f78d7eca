import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { deliveryIdInput } from "#lib/intake/input-deliveries.ts";
import { findBody, findDeliveryRecord, type DeliveryRecord } from "#lib/intake/store-deliveries.ts";
import { toDeliveryView, type DeliveryView } from "#lib/intake/view-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads one delivery with its headers and body. Throws NOT_FOUND. */
export async function getDelivery(ctx: Context, rawInput: unknown): Promise<DeliveryView> {
  requirePermission(ctx.actor, "webhooks:read");
  const { deliveryId } = parseInput(deliveryIdInput, rawInput);
  const { record, body } = await requireDelivery(ctx.db, deliveryId);
  return toDeliveryView(record, body);
}

/** Reads one delivery without asking for permission. Throws NOT_FOUND. */
export async function requireDelivery(
  db: Queryable,
  deliveryId: string,
): Promise<{ record: DeliveryRecord; body: Uint8Array }> {
  const record = await findDeliveryRecord(db, deliveryId);
  const body = record && (await findBody(db, deliveryId));
  if (!record || !body) throw notFound("delivery");
  return { record, body };
}
