// What was promised about the end of something, and is the promise kept?
import { finding, type Finding, type Level } from "#lib/openapi/rules/change.ts";
import { isSame, quote, type JsonObject } from "#lib/openapi/rules/json.ts";

/** Says how bad it is that something is gone, given what clients had been told about its end. */
export function judgeRemoval(level: Level, removed: JsonObject, now: Date): Level {
  if (removed.deprecated !== true) return level;
  const sunset = sunsetOf(removed);
  // Until that day clients were promised that it stays.
  if (sunset && sunset > now) return "breaking";
  return level === "breaking" ? "warning" : "safe";
}

/** Compares what two versions of one thing say about its end. */
export function compareLifecycles(before: JsonObject, after: JsonObject, what: string): Finding[] {
  const [was, is] = [before.deprecated === true, after.deprecated === true];
  const findings: Finding[] = [];
  if (!was && is) findings.push(finding("safe", "deprecated", `The ${what} is deprecated now.`));
  if (was && !is) findings.push(finding("safe", "no-longer-deprecated", `The ${what} is no longer deprecated.`));
  return [...findings, ...compareSunsets(before, after), ...compareStability(before, after)];
}

function compareSunsets(before: JsonObject, after: JsonObject): Finding[] {
  const [was, is] = [before["x-sunset"], after["x-sunset"]];
  if (isSame(was, is)) return [];
  const [from, to] = [sunsetOf(before), sunsetOf(after)];
  if (is !== undefined && to === null) {
    const level = from ? "breaking" : "warning";
    return [
      finding(level, "sunset-unreadable", `The sunset ${quote(is)} is not a date, so that nobody can plan with it.`),
    ];
  }
  if (from && !to && after.deprecated === true) {
    return [finding("breaking", "sunset-removed", `The sunset ${quote(was)} is gone: it may end any day now.`)];
  }
  if (from && to && to < from) {
    return [finding("breaking", "sunset-earlier", `The sunset came closer: ${quote(is)} instead of ${quote(was)}.`)];
  }
  return [finding("safe", "sunset-changed", `The sunset is ${quote(is)} now.`)];
}

function sunsetOf(thing: JsonObject): Date | null {
  const text = thing["x-sunset"];
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** From the weakest promise to the strongest, as the extension x-stability-level orders them. */
const STABILITY = ["draft", "alpha", "beta", "stable"];

function compareStability(before: JsonObject, after: JsonObject): Finding[] {
  const [was, is] = [before["x-stability-level"], after["x-stability-level"]];
  if (was === undefined || isSame(was, is)) return [];
  const message = `The promised stability is ${quote(is)} instead of ${quote(was)}.`;
  const rank = (level: unknown) => STABILITY.findIndex((one) => one === level);
  const isLower = rank(is) < rank(was);
  return [finding(isLower ? "breaking" : "safe", isLower ? "stability-lowered" : "stability-raised", message)];
}
