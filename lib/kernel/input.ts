import type { z } from "zod";
import { DomainError, type InputFault } from "#lib/kernel/errors.ts";

/**
 * Checks a caller's input against a schema and returns the parsed value.
 * Throws INVALID_INPUT with one fault per problem; nothing of the input is kept.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  throw invalidInput(...result.error.issues.flatMap(toFaults));
}

/**
 * Takes other names of fields as the fields themselves, {alias: field}, for callers who know them from other addresses.
 * Where both are given they are left as they are: the schema says which one it does not know.
 */
export function withAliases(input: unknown, aliases: Readonly<Record<string, string>>): unknown {
  if (typeof input !== "object" || input === null) return input;
  const given = new Map(Object.entries(input));
  const taken = Object.entries(aliases).filter(([alias, field]) => given.has(alias) && !given.has(field));
  for (const [alias, field] of taken) {
    if (given.has(field)) continue; // Two aliases of one field: the second is refused as unknown.
    given.set(field, given.get(alias));
    given.delete(alias);
  }
  return taken.length === 0 ? input : Object.fromEntries(given);
}

/** Makes the error that refuses an input for these faults; its sentence tells the first. */
export function invalidInput(...errors: InputFault[]): DomainError {
  const [first] = errors;
  const where = first?.path ? `${first.path}: ` : "";
  return new DomainError("INVALID_INPUT", `The request is not valid. ${where}${first?.message ?? "Unknown fault."}`, {
    errors,
  });
}

function toFaults(issue: z.core.$ZodIssue): InputFault[] {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: "This field is not known here." }));
  }
  return [{ path, message: issue.message }];
}
