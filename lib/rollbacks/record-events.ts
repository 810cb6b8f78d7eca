import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { RollbackEventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { PlanContent } from "#lib/rollbacks/rules/content.ts";

/** Records something that happened to a rollback plan. */
export function recordRollbackEvent(
  ctx: Context,
  tx: Transaction,
  plan: { id: string; number: number; content: Pick<PlanContent, "product" | "environment" | "from" | "to"> },
  type: RollbackEventType,
  data: Record<string, unknown> = {},
): void {
  const { product, environment, from, to } = plan.content;
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "rollbackPlan", id: plan.id },
    productId: product.id,
    data: {
      number: plan.number,
      product: product.slug,
      environment: environment?.slug ?? null,
      from: from.version,
      to: to.version,
      ...data,
    },
  });
}
