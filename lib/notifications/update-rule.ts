import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { ruleFields, updateRuleInput } from "#lib/notifications/input.ts";
import { checkRule, toRuleFields } from "#lib/notifications/save-rule.ts";
import { lockRule, updateRuleRow } from "#lib/notifications/store-rules.ts";
import { toRuleView, type RuleView } from "#lib/notifications/view.ts";

/** Changes who hears what from now on. What is gathered already goes out as it was meant. */
export async function updateRule(ctx: Context, rawInput: unknown): Promise<RuleView> {
  requirePermission(ctx.actor, "notifications:write");
  const { ruleId, ...draft } = parseInput(updateRuleInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const before = await lockRule(tx, ruleId);
    if (!before) throw notFound("rule");
    const { id: _id, createdAt: _at, createdBy: _by, ...shown } = toRuleView(before);
    const changes = Object.fromEntries(Object.entries<unknown>(draft).filter(([, value]) => value !== undefined));
    const fields = toRuleFields(parseInput(ruleFields, { ...shown, ...changes }));
    await checkRule(tx, fields);
    const after = await updateRuleRow(tx, ruleId, fields, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "notification_rule_saved",
      subject: { kind: "notificationRule", id: ruleId },
      data: { name: after.name, change: "changed", channelId: after.channelId },
    });
    return toRuleView(after);
  });
}
