// Which types of values came or went?
import type { Finding } from "#lib/openapi/rules/change.ts";
import { tell, type Comparing, type Remark } from "#lib/openapi/rules/schema/comparing.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";
import { impliedTypeOf, includesType } from "#lib/openapi/rules/schema/types.ts";

const EVERY_TYPE = ["null", "boolean", "object", "array", "number", "string"];
/** What a text can be read as. */
const SCALARS = ["boolean", "integer", "number"];

/** Compares the types. `isDisjoint` says that no value fits both, so that nothing else is worth comparing. */
export function compareTypes(
  comparing: Comparing,
  before: Shape,
  after: Shape,
): { findings: Finding[]; isDisjoint: boolean } {
  const [from, to] = [typesOf(before), typesOf(after)];
  const lost = [...from].filter((type) => !holds(comparing, to, after, type));
  const won = [...to].filter((type) => !holds(comparing, from, before, type));
  if (lost.length + won.length === 0) return { findings: [], isDisjoint: false };
  const isDisjoint = lost.length === from.size && won.length === to.size && !overlaps(from, to);
  return { findings: [tell(comparing, describe(before, after, lost, won))], isDisjoint };
}

function typesOf({ types }: Shape): ReadonlySet<string> {
  return types ?? new Set(EVERY_TYPE);
}

function holds({ view }: Comparing, types: ReadonlySet<string>, shape: Shape, type: string): boolean {
  if (includesType(types, type)) return true;
  if (!types.has("string") || !isAnyText(shape)) return false;
  return view.isRaw || (view.isText && SCALARS.includes(type));
}

function isAnyText({ values, formats, patterns, limits }: Shape): boolean {
  return values === null && formats.size + patterns.size + limits.size === 0;
}

function overlaps(from: ReadonlySet<string>, to: ReadonlySet<string>): boolean {
  return [...from].some((type) => includesType(to, type)) || [...to].some((type) => includesType(from, type));
}

function describe(before: Shape, after: Shape, lost: readonly string[], won: readonly string[]): Remark {
  const message = `The type is ${words(after)} instead of ${words(before)}.`;
  const worst = isNowWritten(before, after) || isNowWritten(after, before) ? "warning" : "breaking";
  if (lost.length > 0 && won.length > 0) return { effect: "shifts", id: "type-changed", message };
  if (lost.length === 0) {
    if (isNullAlone(won)) return { effect: "widens", id: "nullable", message: "It may be null now." };
    return { effect: "widens", id: "type-widened", message, worst };
  }
  if (isNullAlone(lost)) return { effect: "narrows", id: "not-nullable", message: "It is never null now." };
  return { effect: "narrows", id: "type-narrowed", message, worst };
}

/** The type was plain from what stood beside it, and is merely written down now. */
function isNowWritten(without: Shape, having: Shape): boolean {
  if (without.types !== null || having.types?.size !== 1) return false;
  const implied = impliedTypeOf(without);
  return implied !== null && having.types.has(implied);
}

function isNullAlone(types: readonly string[]): boolean {
  return types.length === 1 && types[0] === "null";
}

function words({ types }: Shape): string {
  return types === null ? "any" : [...types].join(" or ") || "none";
}
