import { systemActor } from "#lib/access/rules/actor.ts";
import { addResults, deploymentsOf, isDone, nextLook, type RunOutcome } from "#lib/ci/rules/outcome.ts";
import { matchesRun } from "#lib/ci/rules/trigger.ts";
import { nothing, startByRun, type Done } from "#lib/ci/start-by-run.ts";
import { stopByRun } from "#lib/ci/stop-by-run.ts";
import {
  deleteOldRuns,
  findNextLook,
  findRun,
  isSuperseded,
  lockRun,
  postponeRun,
  saveOutcome,
  selectDueRuns,
  type RunRecord,
} from "#lib/ci/store-runs.ts";
import { selectTriggersOf } from "#lib/ci/store-triggers.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

const RUNS_AT_ONCE = 20;
const PAUSE_MILLIS = 60_000;
const KEPT_DAYS = 180;
const DAY_MILLIS = 86_400_000;

/** Does what runs lead to that are to be looked at. Returns when there may be more to do; null when only news can tell. */
export async function settleRuns(ctx: Context): Promise<Date | null> {
  const now = ctx.clock.now();
  for (const id of await selectDueRuns(ctx.db, now, RUNS_AT_ONCE)) {
    try {
      await settleRun(ctx, id);
    } catch (error) {
      // Tried again after a while: were it due still, a few such runs would keep all others from their turn.
      ctx.log.error({ err: error, ciRunId: id }, "A run of a CI system could not be settled.");
      await postponeRun(ctx.db, id, new Date(now.getTime() + PAUSE_MILLIS));
    }
  }
  await deleteOldRuns(ctx.db, new Date(now.getTime() - KEPT_DAYS * DAY_MILLIS));
  return findNextLook(ctx.db);
}

/**
 * Does what one run leads to, trigger by trigger, each noted with what it did, so that a process may be killed anywhere
 * and nothing is done twice. Returns the ids of the deployments that it concerned.
 */
export async function settleRun(caller: Context, id: string): Promise<string[]> {
  const ctx = { ...caller, actor: systemActor("ci") };
  const run = await findRun(ctx.db, id);
  if (run === null) return [];
  if (run.wakeAt === null) return deploymentsOf(run.outcome);
  if (await isSuperseded(ctx.db, run))
    return close(ctx, run, "superseded: a later attempt of the run has come to its end.");

  const triggers = (await selectTriggersOf(ctx.db, run.repository)).filter((trigger) => matchesRun(trigger, run));
  for (const trigger of triggers) {
    if (run.conclusion === "success") await start(ctx, id, trigger);
    else await stop(ctx, run, trigger);
  }
  return close(ctx, run, triggers.length === 0 ? "no-trigger: the trigger is gone." : null);
}

/** What is refused (no devices, a variable without a value) is an outcome, told beside the run. */
async function start(ctx: Context, id: string, trigger: TriggerView): Promise<void> {
  try {
    await inTransaction(ctx, async (tx) => {
      const run = await lockRun(tx, id);
      if (run === null || isDone(run.outcome, trigger.id)) return;
      await note(ctx, tx, run, trigger, [await startByRun(ctx, tx, run, trigger)]);
    });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await inTransaction(ctx, async (tx) => {
      const run = await lockRun(tx, id);
      if (run !== null && !isDone(run.outcome, trigger.id)) {
        await note(ctx, tx, run, trigger, [nothing(error.message)]);
      }
    });
  }
}

async function stop(ctx: Context, { id, outcome }: RunRecord, trigger: TriggerView): Promise<void> {
  const run = await findRun(ctx.db, id);
  if (run === null || isDone(outcome, trigger.id)) return;
  const done = await stopByRun(ctx, run, trigger);
  await inTransaction(ctx, async (tx) => {
    const current = await lockRun(tx, id);
    if (current !== null && !isDone(current.outcome, trigger.id)) await note(ctx, tx, current, trigger, done);
  });
}

/** It stays due until every trigger has had its say. */
async function note(
  ctx: Context,
  tx: Transaction,
  run: RunRecord,
  trigger: TriggerView,
  done: readonly Done[],
): Promise<void> {
  const results = done.map((one) => ({ triggerId: trigger.id, trigger: trigger.name, ...one }));
  await saveOutcome(tx, run.id, addResults(run.outcome, results), run.wakeAt ?? ctx.clock.now());
}

async function close(ctx: Context, { id }: RunRecord, reason: string | null): Promise<string[]> {
  return inTransaction(ctx, async (tx) => {
    const run = await lockRun(tx, id);
    if (run === null) return [];
    const outcome: RunOutcome = { ...run.outcome, reason };
    await saveOutcome(tx, id, outcome, reason === null ? nextLook(outcome, ctx.clock.now()) : null);
    return deploymentsOf(outcome);
  });
}
