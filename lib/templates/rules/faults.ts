// What is wrong with a template or with the values for it, and where?
import type { z } from "zod";
import type { InputFault } from "#lib/kernel/errors.ts";
import type { Path } from "#lib/templates/rules/references.ts";

/** A fault and its place, step by step: a place in YAML is found from it. */
export interface Fault {
  path: Path;
  message: string;
}

export function toInputFault({ path, message }: Fault): InputFault {
  return { path: path.join("."), message };
}

/** Faults that a schema found; each unknown member is one of its own. */
export function toFaults({ issues }: { issues: readonly z.core.$ZodIssue[] }, prefix: Path = []): Fault[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map(toStep)];
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: "This field is not known here." }));
  });
}

export function toStep(step: PropertyKey): string | number {
  return typeof step === "number" ? step : String(step);
}
