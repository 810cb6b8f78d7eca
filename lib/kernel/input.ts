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
