// What came of a run of a CI system?

/** What a run did by one trigger. */
export interface RunResult {
  triggerId: string;
  trigger: string;
  /** `waits` is looked at again; the others are for good. */
  did: "started" | "paused" | "cancelled" | "foundBad" | "nothing" | "waits";
  deployment: { id: string; number: number } | null;
  reason: string | null;
}

export interface RunOutcome {
  results: RunResult[];
  /** Why no trigger was asked; null where one was. */
  reason: string | null;
}

/** Builds may be told of after the run that made them; who has not come after this long does not come. */
export const BUILD_WAIT_MINUTES = 60;
const LOOK_AGAIN_SECONDS = 20;

/** Puts what a run did by some triggers into its outcome; what was only waiting is replaced. */
export function addResults(outcome: RunOutcome, results: readonly RunResult[]): RunOutcome {
  const kept = outcome.results.filter(
    (old) => !results.some((one) => one.triggerId === old.triggerId && !isFinal(old)),
  );
  return { ...outcome, results: [...kept, ...results] };
}

/** Says whether a trigger has had its say about a run. */
export function isDone(outcome: RunOutcome, triggerId: string): boolean {
  return outcome.results.some((result) => result.triggerId === triggerId && isFinal(result));
}

/** Says when a run is looked at again; null when it is settled. */
export function nextLook(outcome: RunOutcome, now: Date): Date | null {
  return outcome.results.every(isFinal) ? null : new Date(now.getTime() + LOOK_AGAIN_SECONDS * 1000);
}

/** Says whether a build is still waited for. */
export function isEarly(receivedAt: Date, now: Date): boolean {
  return now.getTime() - receivedAt.getTime() < BUILD_WAIT_MINUTES * 60_000;
}

/** Lists the deployments that a run did something to. */
export function deploymentsOf({ results }: RunOutcome): string[] {
  return [
    ...new Set(results.flatMap(({ deployment, did }) => (deployment && did !== "nothing" ? [deployment.id] : []))),
  ];
}

function isFinal(result: RunResult): boolean {
  return result.did !== "waits";
}
