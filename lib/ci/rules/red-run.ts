// Has a run already said that a commit is bad?

/** A run that came to its end, of the same commit as the one that is looked at. */
export interface Verdict {
  provider: string;
  workflow: string;
  branch: string;
  runId: string;
  attempt: number;
  conclusion: string;
  receivedAt: Date;
}

/**
 * Finds a red run that still counts. Events come in any order, and a green run may wait for its build, so a red one may
 * be there before anything was deployed that it could stop. It no longer counts once it was run again, or once another
 * run of its workflow came after it and was green.
 */
export function findRed<Run extends Verdict>(runs: readonly Run[]): Run | null {
  return runs.find((run) => run.conclusion === "failure" && !runs.some((other) => replaces(other, run))) ?? null;
}

function replaces(other: Verdict, red: Verdict): boolean {
  if (other.provider !== red.provider) return false;
  if (other.runId === red.runId) return other.attempt > red.attempt;
  const isSameCheck = other.workflow === red.workflow && other.branch === red.branch;
  return isSameCheck && other.conclusion === "success" && other.receivedAt > red.receivedAt;
}
