import { ApiError, type FieldProblem } from "#components/api.ts";

/** Finds what the server says of a field or anything inside it: "batches" also hears of "batches.1". */
export type FaultOf = (path: string) => string | undefined;

export function faultsIn(error: unknown): FieldProblem[] {
  return error instanceof ApiError ? error.errors : [];
}

export function makeFaultOf(faults: readonly FieldProblem[]): FaultOf {
  return (path) => faults.find((fault) => fault.path === path || fault.path.startsWith(`${path}.`))?.message;
}
