// What stands in the fields of a template's variables, and what is sent of it. Numbers are text while somebody writes.
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { defaultOf } from "#lib/templates/rules/default-of.ts";
import type { Variable } from "#lib/templates/rules/definition.ts";

export interface DevicesValue {
  fleets: string[];
  tags: string[];
  query: string;
  /** What the template says besides and no field shows. */
  kept: Pick<DeviceFilter, "deviceIds" | "within">;
}

export type FieldValue = string | boolean | DevicesValue;
export type FieldValues = Readonly<Record<string, FieldValue>>;

export function firstValues(variables: readonly Variable[]): FieldValues {
  return Object.fromEntries(variables.map((variable) => [variable.name, firstValue(variable)]));
}

function firstValue(variable: Variable): FieldValue {
  const value = defaultOf(variable);
  if (variable.type === "devices") return devicesOf(value);
  if (variable.type === "boolean") return value === true;
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function devicesOf(value: unknown): DevicesValue {
  // The definition's default was checked as a device filter when the template was saved.
  const { fleets = [], tags = [], query = "", ...kept } = (value ?? {}) as DeviceFilter;
  return { fleets, tags, query, kept };
}

/**
 * What is sent. A field that was emptied says null where else the default would stand again; a number that is none goes
 * as it was written, to be refused in words.
 */
export function valuesToSend(variables: readonly Variable[], values: FieldValues): Record<string, unknown> {
  return Object.fromEntries(
    variables.flatMap((variable) => {
      const sent = toSend(variable, values[variable.name]) ?? (defaultOf(variable) === undefined ? undefined : null);
      return sent === undefined ? [] : [[variable.name, sent] as const];
    }),
  );
}

function toSend(variable: Variable, value: FieldValue | undefined): unknown {
  if (typeof value === "boolean") return value;
  if (typeof value === "object") return filterOf(value);
  const text = value ?? "";
  if (text.trim() === "") return undefined;
  if (variable.type !== "number" && variable.type !== "duration") return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** Undefined where nothing is chosen: an empty filter would mean every device, which nobody means by an empty field. */
function filterOf({ fleets, tags, query, kept }: DevicesValue): DeviceFilter | undefined {
  const filter: DeviceFilter = {
    ...kept,
    ...(fleets.length > 0 && { fleets }),
    ...(tags.length > 0 && { tags }),
    ...(query.trim() !== "" && { query: query.trim() }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}
