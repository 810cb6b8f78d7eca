// What changed from one schema to another, for those who send such values or receive them?
import { worstFirst, type Finding } from "#lib/openapi/rules/change.ts";
import { compareArrays } from "#lib/openapi/rules/schema/compare-arrays.ts";
import { compareDiscriminators } from "#lib/openapi/rules/schema/compare-discriminators.ts";
import { compareLogic } from "#lib/openapi/rules/schema/compare-logic.ts";
import { compareNumbers } from "#lib/openapi/rules/schema/compare-numbers.ts";
import { compareObjects } from "#lib/openapi/rules/schema/compare-objects.ts";
import { compareTypes } from "#lib/openapi/rules/schema/compare-types.ts";
import { compareUnions, compareWrapping, isWrapping } from "#lib/openapi/rules/schema/compare-unions.ts";
import { compareValues } from "#lib/openapi/rules/schema/compare-values.ts";
import { tell, type Comparing, type View } from "#lib/openapi/rules/schema/comparing.ts";
import { readShape } from "#lib/openapi/rules/schema/read-shape.ts";
import type { Schema } from "#lib/openapi/rules/schema/schema.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";
import type { IsUnchanged } from "#lib/openapi/rules/schema/unchanged.ts";

export type CompareSchemas = (before: Schema, after: Schema, view: View) => Finding[];

/** Documents whose comparison would take more than these steps are not compared: the caller is waiting. */
const STEPS_MAX = 200_000;
/** Of one pair of schemas; what is beyond stands in the places where it was found first. */
const FINDINGS_MAX = 500;

export class TooManySteps extends Error {}

/**
 * Makes what compares schemas of two documents. Each pair is compared once and remembered, so that shared schemas cost
 * nothing more; a pair that is met again inside itself, as in a tree of comments, adds nothing.
 */
export function makeSchemaComparison(now: Date, isUnchanged: IsUnchanged): CompareSchemas {
  const numbers = new WeakMap<object, number>();
  const shapes = new Map<string, Shape>();
  const found = new Map<string, Finding[]>();
  let [steps, lastNumber] = [0, 0];

  const numberOf = (value: object): number => {
    const number = numbers.get(value) ?? ++lastNumber;
    numbers.set(value, number);
    return number;
  };
  const keyOf = (schema: Schema): string =>
    schema
      .map(({ value, withoutUnions }) => {
        const key = typeof value === "object" && value !== null ? numberOf(value) : String(value);
        return withoutUnions ? `${key}!` : `${key}`;
      })
      .join(",");
  const areUnchanged = (before: Schema, after: Schema): boolean =>
    before.length === after.length &&
    before.every(({ value, withoutUnions }, index) => {
      const other = after[index];
      return withoutUnions === other?.withoutUnions && isUnchanged(value, other?.value);
    });
  const shapeOf = (schema: Schema): Shape => {
    const key = keyOf(schema);
    const shape = shapes.get(key) ?? readShape(schema);
    shapes.set(key, shape);
    return shape;
  };
  const compare = (before: Schema, after: Schema, view: View): Finding[] => {
    if (before.length + after.length === 0 || areUnchanged(before, after)) return [];
    const key = `${keyOf(before)}|${keyOf(after)}|${Object.values(view).join()}`;
    const known = found.get(key);
    if (known) return known;
    if (++steps > STEPS_MAX) throw new TooManySteps();
    found.set(key, []);
    const inner: View = { ...view, isAlwaysSent: false, isRaw: false };
    const comparing: Comparing = {
      view,
      now,
      shapeOf,
      compare: (from, to, other = inner) => compare(from, to, other),
    };
    const findings = distinct(compareShapes(comparing, before, after), key);
    found.set(key, findings);
    return findings;
  };
  return compare;
}

function compareShapes(comparing: Comparing, before: Schema, after: Schema): Finding[] {
  const [from, to] = [comparing.shapeOf(before), comparing.shapeOf(after)];
  if (from.isNever || to.isNever) return compareNever(comparing, from, to);
  if (isWrapping(from, to)) return compareWrapping(comparing, [before, after], [from, to]);
  const types = compareTypes(comparing, from, to);
  if (types.isDisjoint) return types.findings;
  return [
    ...types.findings,
    ...compareValues(comparing, from, to),
    ...compareNumbers(comparing, from, to),
    ...compareArrays(comparing, from, to),
    ...compareObjects(comparing, from, to),
    ...compareUnions(comparing, from, to),
    ...compareDiscriminators(comparing, from, to),
    ...compareLogic(comparing, from, to),
  ];
}

function compareNever(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  if (before.isNever && after.isNever) return [];
  if (after.isNever)
    return [tell(comparing, { effect: "narrows", id: "nothing-fits", message: "Nothing fits any more." })];
  return [tell(comparing, { effect: "widens", id: "something-fits", message: "There may be something here now." })];
}

/** A change that several ways lead to inside one schema is told where the shortest of them leads. */
function distinct(findings: readonly Finding[], key: string): Finding[] {
  const sites = new Map<string, Finding>();
  for (const found of findings) {
    const site = found.site || `${key} ${found.trail.join("/")}`;
    const name = `${found.id}\n${found.message}\n${site}`;
    const known = sites.get(name);
    if (!known || known.trail.length > found.trail.length) sites.set(name, { ...found, site });
  }
  const all = [...sites.values()];
  return all.length <= FINDINGS_MAX ? all : worstFirst(all).slice(0, FINDINGS_MAX);
}
