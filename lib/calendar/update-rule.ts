import { requirePermission } from "#lib/access/require-permission.ts";
import { refuseFaultyRecurrence } from "#lib/calendar/check-rule.ts";
import { findPlace, placeData } from "#lib/calendar/find-place.ts";
import { requireRule } from "#lib/calendar/find-rule.ts";
import { updateRuleInput } from "#lib/calendar/input.ts";
import { toRuleView } from "#lib/calendar/show-rule.ts";
import { lockCalendar } from "#lib/calendar/store-lock.ts";
import { holdPlaces } from "#lib/calendar/store-places.ts";
import { lockRule, type RuleFields, type RuleRecord, saveRule } from "#lib/calendar/store-rules.ts";
import type { CalendarRuleView } from "#lib/calendar/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes a window or a freeze; what is left out stays. */
export async function updateRule(ctx: Context, rawInput: unknown): Promise<CalendarRuleView> {
  requirePermission(ctx.actor, "environments:write");
  const { ruleId, environment, product, ...change } = parseInput(updateRuleInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    await lockCalendar(tx);
    await lockRule(tx, ruleId);
    const before = await requireRule(tx, ruleId);
    const place = await findPlace(tx, {
      environment: environment === undefined ? before.environmentId : environment,
      product: product === undefined ? before.productId : product,
    });
    const fields = {
      ...fieldsOf(before),
      ...change,
      environmentId: place.environment?.id ?? null,
      productId: place.product?.id ?? null,
    };
    refuseFaultyRecurrence(fields);
    await holdPlaces(tx, fields);
    await saveRule(tx, ruleId, fields, now);
    recordEvent(ctx, tx, {
      type: "calendar_rule_saved",
      subject: { kind: "calendarRule", id: ruleId },
      productId: fields.productId,
      data: { name: fields.name, kind: fields.kind, ...placeData(place), before: fieldsOf(before), after: fields },
    });
    return toRuleView(await requireRule(tx, ruleId), now);
  });
}

function fieldsOf(rule: RuleRecord): RuleFields {
  const { kind, name, environmentId, productId, recurrence, startsAt, durationMinutes, timeZone, reason } = rule;
  const enabled = rule.enabled;
  return { kind, name, environmentId, productId, recurrence, startsAt, durationMinutes, timeZone, reason, enabled };
}
