import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { refuseFaultyRecurrence } from "#lib/calendar/check-rule.ts";
import { findPlace, placeData } from "#lib/calendar/find-place.ts";
import { requireRule } from "#lib/calendar/find-rule.ts";
import { createRuleInput } from "#lib/calendar/input.ts";
import { toRuleView } from "#lib/calendar/show-rule.ts";
import { lockCalendar } from "#lib/calendar/store-lock.ts";
import { holdPlaces } from "#lib/calendar/store-places.ts";
import { countRules, insertRule, RULES_MAX } from "#lib/calendar/store-rules.ts";
import type { CalendarRuleView } from "#lib/calendar/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes a window or a freeze. */
export async function createRule(ctx: Context, rawInput: unknown): Promise<CalendarRuleView> {
  requirePermission(ctx.actor, "environments:write");
  const { environment, product, ...input } = parseInput(createRuleInput, rawInput);
  refuseFaultyRecurrence(input);

  return inTransaction(ctx, async (tx) => {
    await lockCalendar(tx);
    const now = ctx.clock.now();
    const place = await findPlace(tx, { environment, product });
    const placed = { environmentId: place.environment?.id ?? null, productId: place.product?.id ?? null };
    await holdPlaces(tx, placed);
    if ((await countRules(tx)) >= RULES_MAX) {
      throw new DomainError(
        "IMPOSSIBLE",
        `There are ${RULES_MAX} windows and freezes already. Delete one that is over.`,
      );
    }
    const id = await insertRule(tx, { ...input, ...placed }, toActorView(ctx.actor), now);
    recordEvent(ctx, tx, {
      type: "calendar_rule_saved",
      subject: { kind: "calendarRule", id },
      productId: placed.productId,
      data: { name: input.name, kind: input.kind, ...placeData(place), reason: input.reason },
    });
    return toRuleView(await requireRule(tx, id), now);
  });
}
