// Which bounds and lengths became tighter or looser?
import type { Finding } from "#lib/openapi/rules/change.ts";
import { tell, type Comparing, type Effect } from "#lib/openapi/rules/schema/comparing.ts";
import { LOWER_LIMITS, UPPER_LIMITS, type Bound, type Shape } from "#lib/openapi/rules/schema/shape.ts";

export function compareNumbers(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const isWhole = isInteger(before) && isInteger(after);
  const pick = (shape: Shape, which: "minimum" | "maximum") => {
    const bound = shape[which];
    return bound && isWhole ? toWhole(bound, which) : bound;
  };
  return [
    ...compareBound(comparing, "minimum", pick(before, "minimum"), pick(after, "minimum")),
    ...compareBound(comparing, "maximum", pick(before, "maximum"), pick(after, "maximum")),
    ...LOWER_LIMITS.flatMap((limit) =>
      compareLimit(comparing, limit, before.limits.get(limit), after.limits.get(limit)),
    ),
    ...UPPER_LIMITS.flatMap((limit) =>
      compareLimit(comparing, limit, before.limits.get(limit), after.limits.get(limit)),
    ),
    ...compareMultiples(comparing, before.multiples, after.multiples),
  ];
}

function isInteger({ types }: Shape): boolean {
  return types?.has("integer") ?? false;
}

/** More than 0 and at least 1 are the same among whole numbers. */
function toWhole({ value, isExclusive }: Bound, which: "minimum" | "maximum"): Bound {
  if (which === "minimum") return { value: isExclusive ? Math.floor(value) + 1 : Math.ceil(value), isExclusive: false };
  return { value: isExclusive ? Math.ceil(value) - 1 : Math.floor(value), isExclusive: false };
}

function compareBound(
  comparing: Comparing,
  which: "minimum" | "maximum",
  before: Bound | null,
  after: Bound | null,
): Finding[] {
  const effect = effectOf(which === "minimum" ? 1 : -1, before, after);
  if (effect === null) return [];
  const message = `The ${which} is ${words(after)} instead of ${words(before)}.`;
  return [tell(comparing, { effect, id: `${which}-changed`, message })];
}

function compareLimit(
  comparing: Comparing,
  limit: string,
  before: number | undefined,
  after: number | undefined,
): Finding[] {
  const toBound = (value: number | undefined) => (value === undefined ? null : { value, isExclusive: false });
  const effect = effectOf(limit.startsWith("min") ? 1 : -1, toBound(before), toBound(after));
  if (effect === null) return [];
  const message = `${limit} is ${after ?? "not set"} instead of ${before ?? "not set"}.`;
  const id = `${limit.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}-changed`;
  return [tell(comparing, { effect, id, message })];
}

/** The sign says which way is tighter: 1 where more is, -1 where less is. */
function effectOf(sign: 1 | -1, before: Bound | null, after: Bound | null): Effect | null {
  if (before === null && after === null) return null;
  if (before === null) return "narrows";
  if (after === null) return "widens";
  const distance = (after.value - before.value) * sign;
  if (distance !== 0) return distance > 0 ? "narrows" : "widens";
  if (before.isExclusive === after.isExclusive) return null;
  return after.isExclusive ? "narrows" : "widens";
}

function words(bound: Bound | null): string {
  if (bound === null) return "not set";
  return bound.isExclusive ? `${bound.value} (itself excluded)` : `${bound.value}`;
}

function compareMultiples(comparing: Comparing, before: readonly number[], after: readonly number[]): Finding[] {
  // What every multiple of one side is a multiple of anyway is not new on the other.
  const won = after.filter((multiple) => !before.some((other) => isMultipleOf(other, multiple)));
  const lost = before.filter((multiple) => !after.some((other) => isMultipleOf(other, multiple)));
  if (won.length + lost.length === 0) return [];
  const effect: Effect = lost.length === 0 ? "narrows" : won.length === 0 ? "widens" : "shifts";
  const message = `It is a multiple of ${after.join(" and ") || "anything"} instead of ${before.join(" and ") || "anything"}.`;
  return [tell(comparing, { effect, id: "multiple-of-changed", message })];
}

function isMultipleOf(value: number, divisor: number): boolean {
  const ratio = value / divisor;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9;
}
