import { requirePermission } from "#lib/access/require-permission.ts";
import { refuseFaultyRecurrence } from "#lib/calendar/check-rule.ts";
import { findPlace } from "#lib/calendar/find-place.ts";
import { previewRuleInput } from "#lib/calendar/input.ts";
import { type Occasion, nextSpans } from "#lib/calendar/rules/occasions.ts";
import { leftOutBetween } from "#lib/calendar/rules/series.ts";
import { type CalendarRule, firstOpening } from "#lib/calendar/rules/verdict.ts";
import { showNext } from "#lib/calendar/show-rule.ts";
import { selectRulesInForce } from "#lib/calendar/store-rules.ts";
import type { RulePreview } from "#lib/calendar/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const LEFT_OUT_YEARS = 2;

/** Shows what a window or freeze would mean: its next times, those that the clocks leave out, and what to think about. */
export async function previewRule(ctx: Context, rawInput: unknown): Promise<RulePreview> {
  requirePermission(ctx.actor, "deployments:read");
  const { environment, product, ruleId, ...occasion } = parseInput(previewRuleInput, rawInput);
  refuseFaultyRecurrence(occasion);

  const now = ctx.clock.now();
  const place = await findPlace(ctx.db, { environment, product });
  const drafted: CalendarRule = {
    ...occasion,
    id: ruleId ?? "",
    name: "",
    reason: "",
    environmentId: place.environment?.id ?? null,
    productId: place.product?.id ?? null,
  };
  const others = (await selectRulesInForce(ctx.db)).filter(({ id }) => id !== ruleId);
  return {
    next: showNext(occasion, now),
    leftOut: describeLeftOut(occasion, now),
    warnings: listWarnings(drafted, others, now),
  };
}

function describeLeftOut(occasion: Occasion, now: Date): RulePreview["leftOut"] {
  const horizon = new Date(now);
  horizon.setUTCFullYear(horizon.getUTCFullYear() + LEFT_OUT_YEARS);
  return leftOutBetween(occasion, now, horizon).map((gap) => ({
    localTime: gap.from,
    message:
      occasion.kind === "freeze"
        ? `The clocks leave out ${gap.from.slice(11)} that day; the freeze begins at ${gap.to.slice(11, 16)}.`
        : `The clocks leave out ${gap.from.slice(11)} that day; the window does not open.`,
  }));
}

function listWarnings(drafted: CalendarRule, others: readonly CalendarRule[], now: Date): string[] {
  if (nextSpans(drafted, now, 1).length === 0) {
    return [
      drafted.kind === "window"
        ? "All its times are past: it never opens again, and nothing that it concerns can start."
        : "All its times are past: it changes nothing any more.",
    ];
  }
  // Those that hold at least where this one does: whoever deploys there has to mind them all.
  const wider = others.filter((rule) => covers(rule, drafted));
  if (firstOpening([...wider, drafted], now) !== null) return [];
  const isClosedAnyway = wider.length > 0 && firstOpening(wider, now) === null;
  return [
    isClosedAnyway
      ? "Nothing can start here with the windows and freezes that there are already."
      : "With this, no time is left at which anything could start here: windows and freezes together never open.",
  ];
}

function covers(rule: CalendarRule, drafted: CalendarRule): boolean {
  return (
    (rule.environmentId === null || rule.environmentId === drafted.environmentId) &&
    (rule.productId === null || rule.productId === drafted.productId)
  );
}
