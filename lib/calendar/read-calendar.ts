import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { isWithin } from "#lib/access/rules/reach.ts";
import { findPlace } from "#lib/calendar/find-place.ts";
import { readCalendarInput } from "#lib/calendar/input.ts";
import { spansBetween } from "#lib/calendar/rules/occasions.ts";
import type { CalendarRule } from "#lib/calendar/rules/verdict.ts";
import { toSpanView } from "#lib/calendar/show-rule.ts";
import { selectRulesInForce } from "#lib/calendar/store-rules.ts";
import type { BandView, CalendarView } from "#lib/calendar/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const BANDS_MAX = 1_000;

/** Reads when windows and freezes hold between two instants. */
export async function readCalendar(ctx: Context, rawInput: unknown): Promise<CalendarView> {
  requirePermission(ctx.actor, "deployments:read");
  const { from, to, ...named } = parseInput(readCalendarInput, rawInput);
  const { environment, product } = await findPlace(ctx.db, named);
  const reach = reachOf(ctx.actor);

  const rules = (await selectRulesInForce(ctx.db)).filter(
    (rule) =>
      isWithin(reach, rule) &&
      (environment === null || rule.environmentId === null || rule.environmentId === environment.id) &&
      (product === null || rule.productId === null || rule.productId === product.id),
  );
  return drawBands(rules, { from, to });
}

/** Lays the rules over a stretch of time, a thousand bands at most: those of freezes first, since they matter more. */
export function drawBands(rules: readonly CalendarRule[], range: { from: Date; to: Date }): CalendarView {
  const bands: BandView[] = [];
  const sorted = rules.toSorted((a, b) => Number(b.kind === "freeze") - Number(a.kind === "freeze"));
  for (const rule of sorted) {
    const spans = spansBetween(rule, { ...range, limit: BANDS_MAX + 1 - bands.length });
    for (const span of spans) bands.push({ ...toSpanView(span), ...ownerOf(rule) });
    if (bands.length > BANDS_MAX) return { bands: bands.slice(0, BANDS_MAX), isCut: true };
  }
  return { bands, isCut: false };
}

function ownerOf({ id, kind, name, environmentId, productId }: CalendarRule): Omit<BandView, "startsAt" | "endsAt"> {
  return { ruleId: id, kind, name, environmentId, productId };
}
