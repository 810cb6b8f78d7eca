import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { ruleFields } from "#lib/notifications/input.ts";
import { checkRule, toRuleFields } from "#lib/notifications/save-rule.ts";
import { insertRule } from "#lib/notifications/store-rules.ts";
import { toRuleView, type RuleView } from "#lib/notifications/view.ts";

/** Says who hears what from now on. What happened before is not told. */
export async function createRule(ctx: Context, rawInput: unknown): Promise<RuleView> {
  requirePermission(ctx.actor, "notifications:write");
  const fields = toRuleFields(parseInput(ruleFields, rawInput));

  return inTransaction(ctx, async (tx) => {
    await checkRule(tx, fields);
    const record = await insertRule(tx, fields, toActorView(ctx.actor), ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "notification_rule_saved",
      subject: { kind: "notificationRule", id: record.id },
      data: { name: fields.name, change: "created", channelId: fields.channelId },
    });
    return toRuleView(record);
  });
}
