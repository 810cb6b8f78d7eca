import type { MachineDefinition } from "#lib/stages/definition.ts";
import type { Claim } from "#lib/stages/decide.ts";
import type { MachineStore } from "#lib/stages/machine-store.ts";
import { getStage } from "#lib/stages/rules/changes.ts";
import { toStorable } from "#lib/kernel/storable.ts";
import type { StageOutcome, StageRun } from "#lib/stages/types.ts";

/** What a handler that was told to end may take to do so. */
const GRACE_MILLIS = 5_000;

/** What came of having a handler asked; null: nobody is to say so, since the work goes to another process. */
export type Said<Context> = StageOutcome<Context> & { isUnknown?: boolean };

export interface RunOptions {
  leaseSeconds: number;
  /** Aborted when the process stops. */
  signal: AbortSignal;
  /** Told of an error that a handler threw, whose message the machine keeps. */
  onError: (error: unknown, stage: string) => void;
}

/**
 * Has the handler of a claimed stage asked, outside of any transaction, and keeps the lease alive meanwhile. The handler
 * is told to end when its time is over, the work is not wanted any more, or the process stops.
 */
export async function runClaim<Context, Name extends string>(
  store: MachineStore<Context, Name>,
  definition: MachineDefinition<Context, Name>,
  claim: Claim<Context, Name>,
  options: RunOptions,
): Promise<Said<Context> | null> {
  const abort = new AbortController();
  const end = (why: string) => abort.abort(new Error(why));
  const stopWithProcess = () => end("The process stops.");
  options.signal.addEventListener("abort", stopWithProcess);
  const turn = makeTurn(claim, abort.signal);
  const limit = turn.deadlineAt && setTimeoutSafely(() => end(OVER), turn.deadlineAt.getTime() - claim.now.getTime());
  const pulse = keepAlive(store, claim, options.leaseSeconds, end);
  try {
    // Whatever a handler heard from others: what cannot be kept would leave the stage without an end.
    const outcome = toStorable(await Promise.race([ask(definition, claim, turn), givesUp(abort.signal)]));
    if (outcome.kind !== "failed" || !abort.signal.aborted) return outcome;
    // It failed because it was told to end: the next process tries as though nothing had been tried.
    return options.signal.aborted ? null : { ...outcome, isUnknown: true };
  } catch (error) {
    if (options.signal.aborted) return null;
    if (!abort.signal.aborted) options.onError(error, claim.stage);
    return { kind: "failed", reason: describe(error), isUnknown: abort.signal.aborted };
  } finally {
    options.signal.removeEventListener("abort", stopWithProcess);
    if (limit !== null) clearTimeout(limit);
    clearInterval(pulse);
  }
}

const OVER = "The time limit is over.";

function ask<Context, Name extends string>(
  definition: MachineDefinition<Context, Name>,
  claim: Claim<Context, Name>,
  turn: StageRun<Context, Name>,
): Promise<StageOutcome<Context>> {
  const handler = definition.handlerOf(claim.stage);
  if (claim.direction === "forward") return handler.run(turn);
  return handler.rollBack === undefined ? Promise.resolve({ kind: "completed" }) : handler.rollBack(turn);
}

function makeTurn<Context, Name extends string>(
  { machine, stage: name, direction, now }: Claim<Context, Name>,
  signal: AbortSignal,
): StageRun<Context, Name> {
  const stage = getStage(machine, name);
  return {
    machineId: machine.id,
    stage: name,
    attempt: direction === "back" ? stage.rollbackAttempt : stage.attempt,
    now,
    deadlineAt: stage.deadlineAt,
    context: machine.context,
    output: stage.output,
    outputOf: (other) => {
      const { status, output } = getStage(machine, other);
      return status === "completed" ? output : null;
    },
    signal,
  };
}

/** Says again and again that somebody is at work. A failure to say so is no end: the lease tells in time. */
function keepAlive<Context, Name extends string>(
  store: MachineStore<Context, Name>,
  { machine, stage, token, direction }: Claim<Context, Name>,
  seconds: number,
  end: (why: string) => void,
): NodeJS.Timeout {
  const timer = setInterval(
    () => {
      store.pulse({ machineId: machine.id, stage, token, seconds }).then(
        (pulse) => {
          if (pulse === "lost") end("Another process has taken over.");
          else if (pulse === "calledOff" && direction === "forward") end("The work is not wanted any more.");
        },
        () => {
          // The database is away. Whether the lease still holds is asked again, at the latest when the outcome is kept.
        },
      );
    },
    Math.max(100, (seconds * 1_000) / 10),
  );
  timer.unref();
  return timer;
}

/** A handler that does not heed its signal is left behind after a while: nobody waits forever. */
function givesUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejectLater = () => {
      setTimeoutSafely(() => reject(signal.reason as Error), GRACE_MILLIS);
    };
    if (signal.aborted) rejectLater();
    else signal.addEventListener("abort", rejectLater, { once: true });
  });
}

const TIMER_MAX_MILLIS = 2 ** 31 - 1;

/** A timer that holds no process up. Beyond what timers can count, the deadline is found by the next turn. */
function setTimeoutSafely(work: () => void, millis: number): NodeJS.Timeout {
  return setTimeout(work, Math.min(TIMER_MAX_MILLIS, Math.max(0, millis))).unref();
}

const REASON_MAX = 1_000;

function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return toStorable(text.slice(0, REASON_MAX)) || "It failed without saying why.";
}
