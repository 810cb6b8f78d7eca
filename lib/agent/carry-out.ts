import { setTimeout as sleep } from "node:timers/promises";
import type { Courier } from "#lib/agent/courier.ts";
import type { Around, Driver } from "#lib/agent/driver.ts";
import type { Log } from "#lib/agent/log.ts";
import { pauseAfter } from "#lib/agent/rules/backoff.ts";
import { isWorthReporting, type Progress } from "#lib/agent/rules/throttle.ts";
import { appOf } from "#lib/agent/rules/action.ts";
import {
  finalReport,
  mayDrop,
  mayPause,
  shorten,
  type Advance,
  type Ending,
  type Work,
} from "#lib/agent/rules/work.ts";
import { messageOf, TemporaryTrouble } from "#lib/agent/trouble.ts";
import type { WorkFile } from "#lib/agent/work-file.ts";

export interface Surroundings<Detail> {
  driver: Driver<Detail>;
  courier: Courier;
  file: WorkFile<Detail>;
  log: Log;
  random: () => number;
  /** Ends when the agent is to stop. */
  signal: AbortSignal;
  /** Ends when the server minds the action no more. */
  withdrawal: AbortSignal;
  /** For how long what was not touched yet is tried again. */
  patienceMillis: number;
}

const TROUBLE_PAUSE_MILLIS_MAX = 60_000;
/** A try that takes so long has brought something, such as a part of a download. */
const GOING_WELL_MILLIS = 60_000;

/**
 * Carries an action out to its end, or until the agent is to stop; then it goes on at the next start. What is known
 * stands on the disk before each step that follows from it.
 */
export async function carryOut<Detail>(begun: Work<Detail>, around: Surroundings<Detail>): Promise<Ending> {
  const { file, courier, log, signal } = around;
  let work = begun;
  const fault = await saveFirst(work, file);
  if (fault !== null) {
    const ending: Ending = { kind: "failed", reason: `The agent cannot write to its disk: ${fault}`, isBack: false };
    await finish(work, ending, { file, courier, log });
    return ending;
  }
  for (;;) {
    if (mayPause(work.phase)) signal.throwIfAborted();
    const advance = await advancePatiently(work, around);
    if (advance.kind === "over") {
      await finish(work, advance.ending, { file, courier, log });
      return advance.ending;
    }
    if (advance.work !== work) await file.save(advance.work);
    if (advance.work.phase !== work.phase) {
      log.info(phaseSentences[advance.work.phase], { ...names(work), reason: advance.work.reason });
    }
    work = advance.work;
  }
}

/** Nothing is begun that could not be gone on with. Says why it cannot be written down; null where it is. */
async function saveFirst<Detail>(work: Work<Detail>, file: WorkFile<Detail>): Promise<string | null> {
  try {
    await file.save(work);
    return null;
  } catch (error) {
    if (!mayDrop(work.phase)) throw error;
    return messageOf(error);
  }
}

const phaseSentences = {
  fetching: "Fetching the release",
  preparing: "Preparing the release",
  swapping: "Putting the release in place",
  checking: "Checking the release",
  keeping: "The release is well and is kept",
  returning: "Going back",
} as const;

/** The report is on the disk before the work leaves it: killed in between, the end is told twice and never not at all. */
async function finish<Detail>(
  { action }: Work<Detail>,
  ending: Ending,
  { file, courier, log }: Pick<Surroundings<Detail>, "file" | "courier" | "log">,
): Promise<void> {
  const report = finalReport(action, ending);
  if (report) await courier.post(report);
  await file.clear();
  const fields = names({ action });
  if (ending.kind === "done") log.info(action.kind === "rollback" ? "Rolled back" : "Updated", fields);
  else
    log.warn(ending.kind === "withdrawn" ? "Dropped what the server withdrew" : "Failed", {
      ...fields,
      reason: ending.reason,
    });
}

function names({ action: { id, product, version } }: Pick<Work<unknown>, "action">) {
  return { action: id, product, version };
}

/** Tries a step until it works. While nothing was touched, patience has an end; afterwards there is no way but on. */
async function advancePatiently<Detail>(work: Work<Detail>, around: Surroundings<Detail>): Promise<Advance<Detail>> {
  const { driver, log, random, signal, withdrawal } = around;
  const tools = toolsFor(work, around);
  let trouble = { failures: 0, since: 0 };
  for (;;) {
    const triedAt = performance.now();
    try {
      if (mayDrop(work.phase)) withdrawal.throwIfAborted();
      return await driver.advance(work, tools);
    } catch (error) {
      if (signal.aborted) throw error;
      // What went well for a while is trouble of its own when it ends.
      const isNew = trouble.failures === 0 || performance.now() - triedAt > GOING_WELL_MILLIS;
      trouble = isNew ? { failures: 1, since: performance.now() } : { ...trouble, failures: trouble.failures + 1 };
      const ending = mayDrop(work.phase) ? endUntouched(error, trouble.since, around) : null;
      if (ending !== null) return { kind: "over", ending };
      if (!(error instanceof TemporaryTrouble)) throw error;
      const pause = Math.min(TROUBLE_PAUSE_MILLIS_MAX, pauseAfter(trouble.failures, random()));
      const reason = error.message;
      log.warn("It does not work now and is tried again", { ...names(work), reason, seconds: Math.ceil(pause / 1000) });
      await tools.progress(null, { percent: null, message: shorten(`Waiting: ${reason}`) });
      await sleep(pause, undefined, { signal: mayDrop(work.phase) ? tools.untouchedSignal : signal }).catch(() => {
        // Ended early: what that means is decided at the next try.
      });
    }
  }
}

/** Says how an action ends that has touched nothing yet; null where it is worth another try. */
function endUntouched(
  error: unknown,
  troubledSince: number,
  { withdrawal, patienceMillis }: Pick<Surroundings<unknown>, "withdrawal" | "patienceMillis">,
): Ending | null {
  if (withdrawal.aborted) return { kind: "withdrawn", reason: messageOf(withdrawal.reason) };
  if (!(error instanceof TemporaryTrouble)) return { kind: "failed", reason: messageOf(error), isBack: false };
  if (performance.now() - troubledSince < patienceMillis) return null;
  return { kind: "failed", reason: `Given up after many tries: ${error.message}`, isBack: false };
}

function toolsFor<Detail>(
  { action }: Work<Detail>,
  { courier, log, signal, withdrawal }: Surroundings<Detail>,
): Around {
  let last: (Progress & { atMillis: number }) | null = null;
  const { id: actionId } = action;
  return {
    log,
    signal,
    untouchedSignal: AbortSignal.any([signal, withdrawal]),
    sleep: (millis) => sleep(millis, undefined, { signal }),
    progress: async (status, progress) => {
      const now = performance.now();
      if (!isWorthReporting(last, progress, now)) return;
      last = { ...progress, atMillis: now };
      await courier.post({
        actionId,
        ...(status !== null && { status }),
        ...(progress.percent !== null && { progress: progress.percent }),
        ...(progress.message !== null && { message: progress.message }),
      });
    },
    installed: async () => {
      // Without a check to be made here, "installed" would end the action; and a rollback has no such state.
      if (action.kind === "rollback" || action.healthCheck === undefined) return;
      await courier.post({ actionId, status: "installed", apps: { [action.product]: appOf(action) } });
    },
  };
}
