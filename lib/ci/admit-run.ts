import type { RunOutcome } from "#lib/ci/rules/outcome.ts";
import { matchesRun } from "#lib/ci/rules/trigger.ts";
import { findRunOf, insertRun, saveOutcome } from "#lib/ci/store-runs.ts";
import { selectTriggersOf } from "#lib/ci/store-triggers.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { RunOrigin } from "#lib/intake/admit-delivery.ts";
import type { RunReport } from "#lib/intake/rules/run.ts";
import type { DeliveryVerdict } from "#lib/intake/rules/verdict.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assertNever } from "#lib/kernel/errors.ts";

/**
 * Keeps a run of a CI system within its delivery's transaction; what it leads to is done after the commit. However often
 * and by how many hooks it is told of, it is kept once.
 */
export async function admitRun(
  ctx: Context,
  tx: Transaction,
  run: RunReport,
  { isTrusted, isReplay }: RunOrigin,
): Promise<DeliveryVerdict> {
  if (!isTrusted) return ignored("unsigned: a run that nobody signed starts nothing, and stops nothing.");
  const now = ctx.clock.now();
  const reason = run.objection ?? (await findObjection(tx, run));
  const outcome: RunOutcome = { results: [], reason };
  const { objection: _objection, ...kept } = run;
  const id = await insertRun(tx, kept, { outcome, wakeAt: reason === null ? now : null, now });
  if (id === null) return admitAgain(tx, run, { isReplay, reason, now });
  if (reason === null) announce(ctx, tx, id, run);
  return reason === null ? { ...accepted(), ciRunId: id } : { ...ignored(reason), ciRunId: id };
}

/** Told of once more: it is looked at again where a person asks for that, or where no trigger wanted it before. */
async function admitAgain(
  tx: Transaction,
  run: RunReport,
  { isReplay, reason, now }: { isReplay: boolean; reason: string | null; now: Date },
): Promise<DeliveryVerdict> {
  const known = await findRunOf(tx, run);
  if (known === null) return ignored("duplicate: this run was told of before.");
  const isWanted = reason === null && (isReplay || known.outcome.reason !== null);
  if (!isWanted) {
    const why = "duplicate: this run was told of before.";
    return { status: "duplicate", reason: reason ?? why, rolloutIds: [], ciRunId: known.id };
  }
  await saveOutcome(tx, known.id, { ...known.outcome, reason: null }, now);
  return { ...accepted(), ciRunId: known.id };
}

/** Says why a run has nothing to do here; null when a trigger wants it. */
async function findObjection(tx: Transaction, run: RunReport): Promise<string | null> {
  switch (run.conclusion) {
    case "queued":
    case "inProgress":
      return "not-over: the run has not come to its end.";
    case "cancelled":
    case "other":
      return `undecided: a run that ended as ${run.conclusion} decides nothing.`;
    case "success":
    case "failure": {
      const triggers = await selectTriggersOf(tx, run.repository);
      if (triggers.some((trigger) => matchesRun(trigger, run))) return null;
      return "no-trigger: no CI trigger is about this repository, workflow and branch.";
    }
    default:
      return assertNever(run.conclusion);
  }
}

function announce(ctx: Context, tx: Transaction, id: string, run: RunReport): void {
  const { repository, workflow, branch, commit, conclusion, runId, attempt, url } = run;
  recordEvent(ctx, tx, {
    type: "ci_run_received",
    subject: { kind: "ciRun", id },
    data: { repository, workflow, branch, commit, conclusion, runId, attempt, url },
  });
}

function accepted(): DeliveryVerdict {
  return { status: "accepted", reason: null, rolloutIds: [] };
}

function ignored(reason: string): DeliveryVerdict {
  return { status: "ignored", reason, rolloutIds: [] };
}
