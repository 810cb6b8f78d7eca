import { requirePermission } from "#lib/access/require-permission.ts";
import { placeData } from "#lib/calendar/find-place.ts";
import { requireRule } from "#lib/calendar/find-rule.ts";
import { ruleIdInput } from "#lib/calendar/input.ts";
import { lockCalendar } from "#lib/calendar/store-lock.ts";
import { lockRule, removeRule } from "#lib/calendar/store-rules.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Takes a window or a freeze off the calendar. */
export async function deleteRule(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "environments:write");
  const { ruleId } = parseInput(ruleIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    await lockCalendar(tx);
    await lockRule(tx, ruleId);
    const rule = await requireRule(tx, ruleId);
    await removeRule(tx, ruleId, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "calendar_rule_deleted",
      subject: { kind: "calendarRule", id: ruleId },
      productId: rule.productId,
      data: { name: rule.name, kind: rule.kind, ...placeData(rule) },
    });
  });
}
