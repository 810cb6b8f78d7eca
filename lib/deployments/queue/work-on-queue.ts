import { holdCalendar } from "#lib/calendar/store-lock.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { cancelQueued, failQueued } from "#lib/deployments/queue/end-queued.ts";
import { readLine } from "#lib/deployments/queue/read-line.ts";
import { type Admission, type AdmissionFacts, admitAll, sayWait } from "#lib/deployments/queue/rules/admission.ts";
import { nextTryAt } from "#lib/deployments/queue/rules/backoff.ts";
import {
  followDeployments,
  findEntry,
  lockEntry,
  lockProductLine,
  markRunning,
  noteFailedTry,
  saveWaitReasons,
} from "#lib/deployments/queue/store.ts";
import { startDeployment } from "#lib/deployments/start.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** How a deployment is set going inside the transaction in which its turn was found. */
export type Start = (ctx: Context, tx: Transaction, deploymentId: string) => Promise<unknown>;

/**
 * Starts whatever may start, and ends what never will. Any number of processes may do it: a start is decided anew under
 * the lock of its product's line, so that none comes twice and no more run than may. Returns when there may be more to do
 * without any news; null when only news can tell.
 */
export async function workOnQueue(ctx: Context, start: Start = startDeployment): Promise<Date | null> {
  await followDeployments(ctx.db);
  const now = ctx.clock.now();
  const { waiting, roomOf } = await readLine(ctx.db, now);
  const untils: (Date | null)[] = [];
  const reasons: { id: string; reason: string }[] = [];

  for (const [productId, ofProduct] of Map.groupBy(waiting, (facts) => facts.productId)) {
    const admissions = admitAll(ofProduct, roomOf(productId), now);
    for (const facts of ofProduct) {
      const admission = admissions.get(facts.id);
      if (admission === undefined || admission.kind === "leave") continue;
      if (admission.kind === "wait") {
        reasons.push({ id: facts.id, reason: sayWait(admission.reason) });
        untils.push(admission.until);
      } else {
        untils.push(await tryToAdmit(ctx, facts, start));
      }
    }
  }
  if (reasons.length > 0) await saveWaitReasons(ctx.db, reasons);
  return nearest(untils);
}

/** Admits one. What goes wrong concerns it alone: it is noted, and the others go on. */
async function tryToAdmit(ctx: Context, facts: AdmissionFacts, start: Start): Promise<Date | null> {
  try {
    await inTransaction(ctx, (tx) => admitOne(ctx, tx, facts, start));
    return null;
  } catch (error) {
    ctx.log.error({ err: error, queueId: facts.id }, "could not start a deployment");
    return inTransaction(ctx, (tx) => noteFailure(ctx, tx, facts.id, error));
  }
}

async function admitOne(ctx: Context, tx: Transaction, { id, productId }: AdmissionFacts, start: Start): Promise<void> {
  await holdCalendar(tx);
  await lockProductLine(tx, productId);
  const entry = await findEntry(tx, id);
  if (entry?.status !== "waiting") return;
  await lockEntry(tx, entry);

  const now = ctx.clock.now();
  const { waiting, roomOf } = await readLine(tx, now, productId);
  const admission: Admission = admitAll(waiting, roomOf(productId), now).get(id) ?? { kind: "leave" };
  if (admission.kind === "cancel") await cancelQueued(ctx, tx, entry.deploymentId, admission.reason);
  if (admission.kind !== "start") return;
  await start(ctx, tx, entry.deploymentId);
  await markRunning(tx, id, now);
}

/** Counts a failed try. Returns when the next one comes; after the last one the deployment has failed. */
async function noteFailure(ctx: Context, tx: Transaction, id: string, error: unknown): Promise<Date | null> {
  const found = await findEntry(tx, id);
  if (found === null) return null;
  await lockEntry(tx, found);
  const entry = await findEntry(tx, id);
  if (entry?.status !== "waiting") return null;

  const now = ctx.clock.now();
  const attempt = entry.attempt + 1;
  const nextAttemptAt = attempt < entry.attemptsMax ? nextTryAt(attempt, now) : null;
  const lastError = error instanceof DomainError ? error.message : "Something went wrong on our side.";
  await noteFailedTry(tx, id, { attempt, nextAttemptAt, lastError }, now);
  if (nextAttemptAt === null) {
    await failQueued(ctx, tx, entry.deploymentId, `It could not be started in ${attempt} tries. ${lastError}`);
  }
  return nextAttemptAt;
}

function nearest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}
