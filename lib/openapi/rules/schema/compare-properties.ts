// Which named properties came, went, or became required?
import { RE2JS } from "re2js";
import { under, type Finding, type Level } from "#lib/openapi/rules/change.ts";
import { judgeRemoval } from "#lib/openapi/rules/lifecycle.ts";
import { judge, tell, type Comparing, type Remark } from "#lib/openapi/rules/schema/comparing.ts";
import type { Schema } from "#lib/openapi/rules/schema/schema.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";

/** One name on both sides. */
interface Side {
  schema: Schema;
  shape: Shape;
  isNamed: boolean;
  /** It does not travel this way: read-only in a request, write-only in a response. */
  isHidden: boolean;
  isRequired: boolean;
}

export function compareProperties(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const names = new Set([
    ...before.properties.keys(),
    ...after.properties.keys(),
    ...before.required,
    ...after.required,
  ]);
  return [...names].flatMap((name) => {
    const sides = { before: sideOf(comparing, before, name), after: sideOf(comparing, after, name) };
    return under(name, compareOne(comparing, sides.before, sides.after));
  });
}

function sideOf(comparing: Comparing, shape: Shape, name: string): Side {
  const named = shape.properties.get(name);
  const schema = named ?? fallbackOf(shape, name);
  const own = comparing.shapeOf(schema);
  const isHidden = comparing.view.way === "request" ? own.isReadOnly : own.isWriteOnly;
  return {
    schema,
    shape: own,
    isNamed: named !== undefined,
    isHidden,
    isRequired: !isHidden && shape.required.has(name),
  };
}

/** What a name that is not listed must be. */
function fallbackOf(shape: Shape, name: string): Schema {
  const fitting = [...shape.patternProperties].filter(([pattern]) => mayMatch(pattern, name));
  if (fitting.length > 0) return fitting.flatMap(([, schema]) => schema);
  return [...shape.additionalProperties, ...shape.unevaluatedProperties];
}

/** The engine takes time in proportion to the name, whatever pattern a stranger wrote. */
function mayMatch(pattern: string, name: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(name).find();
  } catch {
    return false; // Not a pattern that this engine knows; what it would match cannot be told.
  }
}

function compareOne(comparing: Comparing, before: Side, after: Side): Finding[] {
  if (before.isHidden && after.isHidden) return [];
  if (after.isHidden) return before.isNamed ? withdrawn(comparing, before) : [];
  if (before.isHidden) return after.isNamed ? appeared(comparing, after) : [];
  if (comparing.view.isCondition) return compareSides(comparing, before, after);
  if (before.isNamed && !after.isNamed) return removed(comparing, before, after);
  if (!before.isNamed && after.isNamed) return added(comparing, before, after);
  return compareSides(comparing, before, after);
}

function compareSides(comparing: Comparing, before: Side, after: Side): Finding[] {
  return [...requiredness(comparing, before, after), ...comparing.compare(before.schema, after.schema)];
}

/** It travels this way no longer. */
function withdrawn(comparing: Comparing, before: Side): Finding[] {
  if (comparing.view.way === "request") {
    const message = "It is read-only now and should not be sent any more.";
    return [tell(comparing, { effect: "narrows", id: "property-read-only", message, worst: "warning" })];
  }
  const worst: Level = before.isRequired ? "breaking" : "warning";
  const message = "It is write-only now and is not received any more.";
  return [tell(comparing, { effect: "widens", id: "property-write-only", message, worst })];
}

/** It travels this way only now. */
function appeared(comparing: Comparing, after: Side): Finding[] {
  if (after.isRequired) return [tell(comparing, NOW_REQUIRED)];
  const message = comparing.view.way === "request" ? "It may be sent now." : "It is received now.";
  return [tell(comparing, { effect: "widens", id: "property-added", message, worst: "safe" })];
}

function removed(comparing: Comparing, before: Side, after: Side): Finding[] {
  const level = judgeRemoval(levelOfRemoval(comparing, before, after), before.shape.remarks, comparing.now);
  const isRefused = comparing.view.way === "request" && after.shape.isNever;
  const message = isRefused ? "The property is gone, and is not allowed any more." : "The property is gone.";
  const gone: Finding = { level, id: `${comparing.view.way}-property-removed`, trail: [], message, site: "" };
  const [needed, others] = [requiredness(comparing, before, after), comparing.compare(before.schema, after.schema)];
  // Where any other name may follow, what it may be says nothing about the one that went.
  if (after.shape.isNever || after.schema.length === 0) return [gone];
  return [gone, ...needed, ...others];
}

function levelOfRemoval({ view }: Comparing, before: Side, after: Side): Level {
  if (view.way === "request") return after.shape.isNever ? judge(view, "narrows") : judge(view, "narrows", "warning");
  return before.isRequired && !after.isRequired ? judge(view, "widens") : judge(view, "widens", "warning");
}

/**
 * A name that was not listed could be anything before. Nobody sent it with a meaning, though, so that listing it is an
 * offer and not a demand, unless it is required, or others of such names were described.
 */
function added(comparing: Comparing, before: Side, after: Side): Finding[] {
  if (after.isRequired && !before.isRequired) {
    return [tell(comparing, { ...NOW_REQUIRED, message: "A new property, and it is required." })];
  }
  const offered = tell(comparing, {
    effect: before.shape.isNever ? "widens" : "narrows",
    id: "property-added",
    message: "The property is new.",
    worst: comparing.view.way === "response" && before.shape.isNever ? "warning" : "safe",
  });
  const isDescribed = before.schema.length > 0 && !before.shape.isNever;
  return isDescribed ? [offered, ...comparing.compare(before.schema, after.schema)] : [offered];
}

const NOW_REQUIRED: Remark = { effect: "narrows", id: "property-required", message: "It is required now." };

function requiredness(comparing: Comparing, before: Side, after: Side): Finding[] {
  if (before.isRequired === after.isRequired) return [];
  if (after.isRequired) return [tell(comparing, NOW_REQUIRED)];
  return [tell(comparing, { effect: "widens", id: "property-optional", message: "It may be missing now." })];
}
