// Who is hurt when fewer or more values fit a schema than before?
import type { Finding, Level } from "#lib/openapi/rules/change.ts";
import type { Schema } from "#lib/openapi/rules/schema/schema.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";

/** What a change does to the set of values that fit: fewer, more, or others. */
export type Effect = "narrows" | "widens" | "shifts";

/** From where a schema is looked at. */
export interface View {
  /** What clients send, or what they receive. */
  way: "request" | "response";
  /** What hurts: what is sent must not narrow, what is received must not widen, and below `not` it is the reverse. */
  bad: "narrows" | "widens" | "both";
  /** It travels as text, as parameters, headers and the parts of forms do: a number is a text there. */
  isText: boolean;
  /** The whole of it is a text, whatever is in it. */
  isRaw: boolean;
  isParameter: boolean;
  isXml: boolean;
  /** A value that is always sent needs no default. */
  isAlwaysSent: boolean;
  /** It is there to let values through or not, rather than to describe them: what it does not name it does not offer. */
  isCondition: boolean;
}

/** What the rules about one keyword know of the whole comparison. */
export interface Comparing {
  view: View;
  now: Date;
  compare(before: Schema, after: Schema, view?: View): Finding[];
  shapeOf(schema: Schema): Shape;
}

/** Judges an effect. `worst` is the level where it hurts. */
export function judge({ bad }: View, effect: Effect, worst: Level = "breaking"): Level {
  return effect === "shifts" || bad === "both" || effect === bad ? worst : "safe";
}

export interface Remark {
  effect: Effect;
  /** Without the way, which is put in front. */
  id: string;
  message: string;
  worst?: Level;
}

export function tell({ view }: Comparing, { effect, id, message, worst }: Remark): Finding {
  return { level: judge(view, effect, worst), id: `${view.way}-${id}`, trail: [], message, site: "" };
}

/** Turns a view around, for what must not fit. */
export function reverse(view: View): View {
  if (view.bad === "both") return view;
  return { ...view, bad: view.bad === "narrows" ? "widens" : "narrows" };
}

export function asCondition(view: View): View {
  return { ...view, isCondition: true };
}
