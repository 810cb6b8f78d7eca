import { type CalendarRule, judge, type Place, rulesFor, type Verdict } from "#lib/calendar/rules/verdict.ts";
import { selectRulesInForce } from "#lib/calendar/store-rules.ts";
import { type OpenStop, selectOpenStops } from "#lib/calendar/store-stops.ts";
import type { Queryable } from "#lib/database/client.ts";
import { type AdmissionFacts, waitForLine, type WaitReason } from "#lib/deployments/queue/rules/admission.ts";
import { type Room, selectRooms, selectWaiting, type WaitingRow } from "#lib/deployments/queue/store-facts.ts";
import { standingOf } from "#lib/environments/rules/approval.ts";
import { describeDeprecation } from "#lib/products/rules/deprecation.ts";
import { CONCURRENT_DEPLOYMENTS } from "#lib/products/rules/product.ts";

/** What the line hangs on: those who wait with their facts, the room of each product, and the calendar. */
export interface Line {
  waiting: (AdmissionFacts & { row: WaitingRow })[];
  rules: readonly CalendarRule[];
  roomOf: (productId: string) => Room;
}

/** Reads the line of one product or of all, in a handful of statements however many wait. */
export async function readLine(db: Queryable, now: Date, productId?: string): Promise<Line> {
  const rows = await selectWaiting(db, productId);
  const rules = await selectRulesInForce(db);
  const stops = await selectOpenStops(db);
  const rooms = await selectRooms(db, [...new Set(rows.map((row) => row.productId))]);
  const verdicts = new Map<string, Verdict>();

  const verdictOf = (row: WaitingRow): Verdict => {
    const key = `${row.productId}/${row.environmentId ?? ""}`;
    const verdict = verdicts.get(key) ?? judge(rulesFor(rules, row), now);
    verdicts.set(key, verdict);
    return verdict;
  };
  return {
    waiting: rows.map((row) => ({ ...toFacts(row, verdictOf(row), stopFor(stops, row)), row })),
    rules,
    roomOf: (id) => rooms.get(id) ?? { running: 0, max: CONCURRENT_DEPLOYMENTS },
  };
}

/** Says why the calendar, or a stop of the line, lets nothing start in a place now; null where they do. */
export async function findWaitForLine(db: Queryable, place: Place, now: Date): Promise<WaitReason | null> {
  const verdict = judge(rulesFor(await selectRulesInForce(db), place), now);
  const stop = stopFor(await selectOpenStops(db), place);
  const admission = waitForLine({ verdict, stop, isOverridden: false });
  return admission?.kind === "wait" ? admission.reason : null;
}

/** Finds the stop that concerns a place; the widest one, since it explains the most. */
function stopFor(stops: readonly OpenStop[], place: Place): OpenStop | null {
  const concerning = stops.filter(
    (stop) =>
      (stop.productId === null || stop.productId === place.productId) &&
      (stop.environmentId === null || stop.environmentId === place.environmentId),
  );
  const width = (stop: OpenStop) => Number(stop.productId === null) + Number(stop.environmentId === null);
  return concerning.toSorted((a, b) => width(b) - width(a))[0] ?? null;
}

function toFacts(row: WaitingRow, verdict: Verdict, stop: OpenStop | null): AdmissionFacts {
  const { id, productId, priorityRank, enqueuedAt, scheduledAt, retryAt, attempt, needs, isOverridden } = row;
  return {
    ...{ id, productId, priorityRank, enqueuedAt, scheduledAt, retryAt, attempt, needs, isOverridden, verdict, stop },
    isQueued: row.isQueued,
    isRiskPending: row.isRiskPending,
    approval: standingOf(row.approvalNeed, row.decisions),
    approvalsNeeded: row.approvalNeed?.count ?? 0,
    withdrawnBecause: reasonOfWithdrawal(row),
    isHeld: row.isHeld,
  };
}

/** What was good when it was put into the line need not be by now. */
function reasonOfWithdrawal({ deprecation, badSource }: WaitingRow): string | null {
  if (deprecation !== null) return describeDeprecation(deprecation);
  return badSource === null
    ? null
    : `Deployment #${badSource}, from which it was promoted, was found bad or taken back since.`;
}
