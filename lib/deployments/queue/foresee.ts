import { rulesFor } from "#lib/calendar/rules/verdict.ts";
import type { Queryable } from "#lib/database/client.ts";
import { type Line, readLine } from "#lib/deployments/queue/read-line.ts";
import { type Admission, type AdmissionFacts, admitAll } from "#lib/deployments/queue/rules/admission.ts";
import {
  type DurationSpread,
  estimateStarts,
  OpenTimes,
  type StartEstimate,
  type WaitingOne,
} from "#lib/deployments/queue/rules/estimate.ts";
import { keyOf, type Kind, selectDurations, selectRunning } from "#lib/deployments/queue/store-list.ts";

/** How the whole line stands, and how it will go on as far as anybody can tell. */
export interface Foresight {
  line: Line;
  admissions: Map<string, Admission>;
  estimates: Map<string, StartEstimate>;
  /** Place among those that wait for the same product, from 1. */
  positions: Map<string, number>;
  durationOf: (kind: Kind) => DurationSpread | null;
}

/** Foresees the line of every product. What one waits for may be another product's, so there is no smaller question. */
export async function foresee(db: Queryable, now: Date): Promise<Foresight> {
  const line = await readLine(db, now);
  const running = await selectRunning(db);
  const durations = await selectDurations(db, [...running, ...line.waiting.map(({ row }) => row)]);
  const durationOf = (kind: Kind) => durations.get(keyOf(kind)) ?? null;
  const admissions = new Map<string, Admission>();
  const positions = new Map<string, number>();
  for (const [productId, ofProduct] of Map.groupBy(line.waiting, (facts) => facts.productId)) {
    for (const [id, admission] of admitAll(ofProduct, line.roomOf(productId), now)) admissions.set(id, admission);
    for (const [index, { id }] of ofProduct.entries()) positions.set(id, index + 1);
  }
  const estimates = estimateStarts(
    {
      running: running.map((one) => ({ ...one, duration: durationOf(one) })),
      waiting: toWaitingOnes(line, now, durationOf),
      roomOf: (productId) => line.roomOf(productId).max,
    },
    now,
  );
  return { line, admissions, estimates, positions, durationOf };
}

function toWaitingOnes(line: Line, now: Date, durationOf: Foresight["durationOf"]): WaitingOne[] {
  const openTimes = new Map<string, OpenTimes>();
  return line.waiting.map((facts) => {
    const { row } = facts;
    const times = openTimes.get(keyOf(row)) ?? new OpenTimes(rulesFor(line.rules, row), now);
    openTimes.set(keyOf(row), times);
    return {
      id: facts.id,
      deploymentId: row.deploymentId,
      productId: facts.productId,
      priorityRank: facts.priorityRank,
      enqueuedAt: facts.enqueuedAt,
      duration: durationOf(row),
      notBefore: latest(facts.scheduledAt, facts.retryAt),
      needs: row.needs.filter(({ status }) => status !== "completed").map(({ id }) => id),
      isUnforeseeable: hangsOnPeople(facts),
      openTimes: facts.isOverridden ? null : times,
    };
  });
}

/** Nobody can say when that is over, or it never starts. */
function hangsOnPeople({ isQueued, approval, stop, isOverridden, isHeld, withdrawnBecause }: AdmissionFacts): boolean {
  if (!isQueued || isHeld || withdrawnBecause !== null) return true;
  return approval.kind === "waiting" || approval.kind === "rejected" || (stop !== null && !isOverridden);
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
