import { requirePermission } from "#lib/access/require-permission.ts";
import { admitDelivery, type AdmitRun } from "#lib/intake/admit-delivery.ts";
import { requireDelivery } from "#lib/intake/get-delivery.ts";
import { deliveryIdInput } from "#lib/intake/input-deliveries.ts";
import { DELIVERY_STATUSES, replayObjection } from "#lib/intake/rules/delivery.ts";
import { readDelivery } from "#lib/intake/rules/read-delivery.ts";
import { sourceSettings } from "#lib/intake/source-settings.ts";
import { findSourceRow } from "#lib/intake/store-sources.ts";
import { isTruncated, type DeliveryAnswer } from "#lib/intake/view-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Sends a kept delivery through once more, as a delivery of its own that is marked as a replay. Its signature is not
 * checked again, and that its key was seen does not count; whether it is believed stays as it was.
 */
export async function replayDelivery(
  ctx: Context,
  rawInput: unknown,
  admitRun: AdmitRun | null = null,
): Promise<DeliveryAnswer> {
  requirePermission(ctx.actor, "webhooks:write");
  const { deliveryId } = parseInput(deliveryIdInput, rawInput);
  const { record, body } = await requireDelivery(ctx.db, deliveryId);
  const objection = replayObjection({ status: record.status, isTruncated: isTruncated(record) });
  if (objection !== null || record.authenticity === "failed") {
    throw new DomainError("WRONG_STATE", `This delivery cannot be replayed. ${objection ?? ""}`.trim(), {
      allowedStates: DELIVERY_STATUSES.filter((status) => status !== "rejected"),
    });
  }
  const source = record.sourceId === null ? null : await findSourceRow(ctx.db, record.sourceId);
  return admitDelivery(ctx, {
    route: record.route,
    sourceId: record.sourceId,
    authenticity: record.authenticity,
    headers: record.headers,
    body,
    reading: readDelivery({
      body,
      contentType: record.headers["content-type"] ?? null,
      githubEvent: record.headers["x-github-event"] ?? (record.route === "github" ? "" : null),
      receivedAt: ctx.clock.now(),
      source: sourceSettings(source),
    }),
    remoteAddress: record.remoteAddress,
    replayOfId: record.id,
    admitRun,
  });
}
