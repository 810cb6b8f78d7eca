// How are numbers and times told in the sentences of an assessment?
import type { ClockFacts } from "#lib/risk/rules/facts.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const NAMED_MAX = 3;

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString("en")} ${value === 1 ? one : many}`;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 || value === 0 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** ": one, two, three and more", or nothing. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > NAMED_MAX ? " and more" : "";
  return `: ${names.slice(0, NAMED_MAX).join(", ")}${more}`;
}

export function clockText({ weekday, hour, timeZone }: ClockFacts): string {
  return `${WEEKDAYS[weekday - 1] ?? ""} ${String(hour).padStart(2, "0")}:00 to ${String((hour + 1) % 24).padStart(2, "0")}:00 (${timeZone})`;
}
