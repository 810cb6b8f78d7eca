// What changed about conditions, exclusions, defaults and marks?
import { under, type Finding } from "#lib/openapi/rules/change.ts";
import { isSame, quote } from "#lib/openapi/rules/json.ts";
import { compareLifecycles } from "#lib/openapi/rules/lifecycle.ts";
import { asCondition, reverse, tell, type Comparing, type Remark } from "#lib/openapi/rules/schema/comparing.ts";
import type { Condition, Shape } from "#lib/openapi/rules/schema/shape.ts";

export function compareLogic(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return [
    ...compareExclusions(comparing, before, after),
    ...compareConditions(comparing, before.conditions, after.conditions),
    ...compareDefaults(comparing, before, after),
    ...compareXml(comparing, before, after),
    ...compareLifecycles(before.remarks, after.remarks, "schema"),
  ];
}

/** Each side's own, paired by their order: `not` is seldom written twice, and conditions are written in an order. */
function pair<Item>(before: readonly Item[], after: readonly Item[]): [Item | undefined, Item | undefined][] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => [before[index], after[index]]);
}

function compareExclusions(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return pair(before.not, after.not).flatMap(([from, to]) => {
    if (!from) {
      const message = "Values of a certain form are excluded now.";
      return [tell(comparing, { effect: "narrows", id: "not-added", message })];
    }
    if (!to) {
      const message = "Values of a certain form are no longer excluded.";
      return [tell(comparing, { effect: "widens", id: "not-removed", message })];
    }
    return under("not", comparing.compare([from], [to], asCondition(reverse(comparing.view))));
  });
}

const CONDITION_ADDED: Remark = {
  effect: "narrows",
  id: "condition-added",
  message: "More is demanded now where a condition holds (if, then, else).",
};
const CONDITION_REMOVED: Remark = {
  effect: "widens",
  id: "condition-removed",
  message: "What was demanded where a condition holds (if, then, else) is no longer.",
};

function compareConditions(comparing: Comparing, before: readonly Condition[], after: readonly Condition[]): Finding[] {
  return pair(before, after).flatMap(([from, to]) => {
    if (!from) return [tell(comparing, CONDITION_ADDED)];
    if (!to) return [tell(comparing, CONDITION_REMOVED)];
    const view = asCondition(comparing.view);
    return [
      // Values that fall under another case now have other demands to meet, whichever way it changed.
      ...under("if", comparing.compare(from.if, to.if, { ...view, bad: "both" })),
      ...under("then", comparing.compare(from.then, to.then, view)),
      ...under("else", comparing.compare(from.else, to.else, view)),
    ];
  });
}

/**
 * A default says what leaving it out means. A parameter that is left out is left out, so that its meaning changes with
 * the default; for bodies many clients fill in the default that they know.
 */
function compareDefaults(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const { view } = comparing;
  if (isSame(before.defaultValue, after.defaultValue)) return [];
  const message = `Leaving it out means ${quote(after.defaultValue)} instead of ${quote(before.defaultValue)}.`;
  const isHarmless = view.way === "response" || view.isAlwaysSent;
  const worst = isHarmless ? "safe" : view.isParameter ? "breaking" : "warning";
  return [tell(comparing, { effect: "shifts", id: "default-changed", message, worst })];
}

function compareXml(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  if (!comparing.view.isXml || isSame(before.xml, after.xml)) return [];
  const message = `It is written in XML as ${quote(after.xml)} instead of ${quote(before.xml)}.`;
  return [tell(comparing, { effect: "shifts", id: "xml-changed", message })];
}
