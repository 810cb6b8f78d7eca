import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { ruleInput } from "#lib/notifications/input.ts";
import { deleteRuleRow, lockRule } from "#lib/notifications/store-rules.ts";

/** Stops telling by a rule. What it has gathered still goes out. */
export async function deleteRule(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "notifications:write");
  const { ruleId } = parseInput(ruleInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rule = await lockRule(tx, ruleId);
    if (!rule) throw notFound("rule");
    await deleteRuleRow(tx, ruleId, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "notification_rule_deleted",
      subject: { kind: "notificationRule", id: ruleId },
      data: { name: rule.name, channelId: rule.channelId },
    });
  });
}
