// Which values, formats and patterns came or went?
import type { Finding } from "#lib/openapi/rules/change.ts";
import { isSame, quote, quoteAll } from "#lib/openapi/rules/json.ts";
import { tell, type Comparing, type Effect } from "#lib/openapi/rules/schema/comparing.ts";
import { CONTENT_WORDS, type Shape, type Values } from "#lib/openapi/rules/schema/shape.ts";

export function compareValues(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return [
    ...compareListed(comparing, before.values, after.values),
    ...compareExtensible(comparing, before.extensibleValues, after.extensibleValues),
    ...compareFormats(comparing, before, after),
    ...comparePatterns(comparing, before, after),
    ...compareContent(comparing, before, after),
  ];
}

function compareListed(comparing: Comparing, before: Values | null, after: Values | null): Finding[] {
  if (before === null && after === null) return [];
  if (before === null || after === null) {
    const message = after
      ? `Only these values are possible now: ${quoteAll([...after.values()])}.`
      : "Any value is possible now, no longer only those that were listed.";
    if (after) return [tell(comparing, { effect: "narrows", id: "values-listed", message })];
    return [
      tell(comparing, { effect: "widens", id: "values-no-longer-listed", message, worst: moreValues(comparing) }),
    ];
  }
  const lost = [...before].filter(([key]) => !after.has(key)).map(([, value]) => value);
  const won = [...after].filter(([key]) => !before.has(key)).map(([, value]) => value);
  if (lost.length > 0 && lost.length === before.size && won.length > 0) {
    const message = `The possible values are others: ${quoteAll(won)} instead of ${quoteAll(lost)}.`;
    return [tell(comparing, { effect: "shifts", id: "values-changed", message })];
  }
  return [
    ...lost.map((value) =>
      tell(comparing, { effect: "narrows", id: "value-removed", message: `The value ${quote(value)} is gone.` }),
    ),
    ...won.map((value) =>
      tell(comparing, {
        effect: "widens",
        id: "value-added",
        message: `The value ${quote(value)} is new.`,
        worst: moreValues(comparing),
      }),
    ),
  ];
}

/** Careful clients expect values that they do not know; whether they all are careful, no document says. */
function moreValues({ view }: Comparing): "warning" | "breaking" {
  return view.way === "response" ? "warning" : "breaking";
}

function compareExtensible(comparing: Comparing, before: Values | null, after: Values | null): Finding[] {
  if (before === null || after === null) return [];
  const lost = [...before].filter(([key]) => !after.has(key));
  const won = [...after].filter(([key]) => !before.has(key));
  return [
    ...lost.map(([, value]) =>
      tell(comparing, {
        effect: "narrows",
        id: "extensible-value-removed",
        message: `The known value ${quote(value)} is gone.`,
      }),
    ),
    ...won.map(([, value]) =>
      // New values are what such a list announces.
      tell(comparing, {
        effect: "widens",
        id: "extensible-value-added",
        message: `The known value ${quote(value)} is new.`,
        worst: "safe",
      }),
    ),
  ];
}

/** Whatever fits the first fits the second. */
const WITHIN: readonly (readonly [string, string])[] = [
  ["int32", "int64"],
  ["float", "double"],
];

function compareFormats(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const lost = [...before.formats].filter((format) => !after.formats.has(format));
  const won = [...after.formats].filter((format) => !before.formats.has(format));
  if (lost.length + won.length === 0) return [];
  const message = `The format is ${won.join(" and ") || "any"} instead of ${lost.join(" and ") || "any"}.`;
  return [tell(comparing, { effect: effectOf(lost, won), id: "format-changed", message })];
}

function effectOf(lost: readonly string[], won: readonly string[]): Effect {
  if (lost.length === 0) return "narrows";
  if (won.length === 0) return "widens";
  if (WITHIN.some(([small, large]) => lost.includes(small) && won.includes(large))) return "widens";
  if (WITHIN.some(([small, large]) => lost.includes(large) && won.includes(small))) return "narrows";
  return "shifts";
}

function comparePatterns(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const lost = [...before.patterns].filter((pattern) => !after.patterns.has(pattern));
  const won = [...after.patterns].filter((pattern) => !before.patterns.has(pattern));
  if (lost.length + won.length === 0) return [];
  if (won.length === 0) {
    // A value stays a text, as long as it was; a name or a condition is another one.
    const worst = comparing.view.isCondition ? "breaking" : "warning";
    const message = `The pattern ${lost.join(" and ")} is gone.`;
    return [tell(comparing, { effect: "widens", id: "pattern-removed", message, worst })];
  }
  if (lost.length === 0) {
    const message = `It must match ${won.join(" and ")} now.`;
    return [tell(comparing, { effect: "narrows", id: "pattern-added", message })];
  }
  // Whether one pattern holds all that the other holds cannot be told in general.
  const message = `The pattern is ${won.join(" and ")} instead of ${lost.join(" and ")}.`;
  return [tell(comparing, { effect: "shifts", id: "pattern-changed", message, worst: "warning" })];
}

function compareContent(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const words = CONTENT_WORDS.flatMap((word) => {
    const [from, to] = [before.content.get(word), after.content.get(word)];
    if (isSame(from, to)) return [];
    const effect: Effect = from === undefined ? "narrows" : to === undefined ? "widens" : "shifts";
    const id = word === "contentEncoding" ? "content-encoding-changed" : "content-media-type-changed";
    const message = `${word} is ${quote(to)} instead of ${quote(from)}.`;
    return [tell(comparing, { effect, id, message })];
  });
  return [...words, ...comparing.compare(before.contentSchema, after.contentSchema)];
}
