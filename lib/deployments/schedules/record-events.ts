import type { Transaction } from "#lib/database/client.ts";
import type { ScheduleRecord } from "#lib/deployments/schedules/store.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Records something that happened to a schedule. */
export function recordScheduleEvent(
  ctx: Context,
  tx: Transaction,
  { id, name, productId, product, environment }: ScheduleRecord,
  type: Extract<EventType, `schedule_${string}`>,
  data: Record<string, unknown> = {},
): void {
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "schedule", id },
    productId,
    data: { name, product: product.slug, environment: environment.slug, ...data },
  });
}
