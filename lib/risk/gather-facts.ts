import { nextStart, spanAt } from "#lib/calendar/rules/occasions.ts";
import { rulesFor } from "#lib/calendar/rules/verdict.ts";
import { selectRulesInForce } from "#lib/calendar/store-rules.ts";
import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import type { Context } from "#lib/kernel/context.ts";
import { readClock } from "#lib/risk/clock.ts";
import type { RiskFacts, TrafficFacts } from "#lib/risk/rules/facts.ts";
import { ON_CALL_DAYS, type GuardFacts } from "#lib/risk/rules/guards.ts";
import { countApproversSeen, countFleet, countTraffic, findHistory } from "#lib/risk/store-history.ts";
import type { Subject } from "#lib/risk/subject.ts";

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;
const HOURS_OF_DAY = 24;
/** Fewer than these over 14 days say nothing about an hour. */
const TRAFFIC_MIN = 240;

/** Gathers what the database knows of a deployment's surroundings; what changes in it comes from elsewhere. */
export async function gatherFacts(
  ctx: Context,
  db: Queryable,
  subject: Subject,
  compared: Pick<RiskFacts, "change" | "api">,
): Promise<RiskFacts> {
  const { productId, environmentId, plannedAt, timeZone, deviceFilter, firstShare, hasSmokeTest } = subject;
  const now = ctx.clock.now();
  const clock = readClock(plannedAt, timeZone);
  const history = await findHistory(db, { productId, environmentId }, now);
  return {
    ...compared,
    clock,
    hasSmokeTest,
    history: { ...history, environment: environmentId === null ? null : history.environment },
    exposure: {
      deviceCount: await countSelected(db, deviceFilter, freshnessOf(ctx)),
      fleetCount: await countFleet(db),
      firstShare,
    },
    traffic: toTraffic(await countTraffic(db, productId, { timeZone, before: now }), clock.hour),
  };
}

function toTraffic(hours: readonly { hour: number; count: number }[], hour: number): TrafficFacts {
  const seen = hours.reduce((sum, one) => sum + one.count, 0);
  if (seen < TRAFFIC_MIN) {
    return { kind: "unknown", reason: "too few polls, update checks and downloads were recorded in the last 14 days." };
  }
  const here = hours.find((one) => one.hour === hour)?.count ?? 0;
  return { kind: "known", ratio: (here * HOURS_OF_DAY) / seen, seen };
}

/** Gathers what policy looks at: the clock, the calendar, and who is there. */
export async function gatherGuardFacts(ctx: Context, db: Queryable, subject: Subject): Promise<GuardFacts> {
  const { productId, environmentId, plannedAt, timeZone } = subject;
  const freezes = rulesFor(await selectRulesInForce(db), { productId, environmentId }).filter(
    ({ kind }) => kind === "freeze",
  );
  const holding = freezes.find((rule) => spanAt(rule, plannedAt) !== null);
  const coming = freezes
    .flatMap((rule) => {
      const startsAt = nextStart(rule, plannedAt);
      return startsAt === null ? [] : [{ name: rule.name, startsAt }];
    })
    .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime())[0];
  const next = holding ? { name: holding.name, startsAt: plannedAt } : coming;
  return {
    clock: readClock(plannedAt, timeZone),
    freeze: next ? { name: next.name, startsAt: next.startsAt.toISOString(), holds: holding !== undefined } : null,
    hoursToFreeze: next ? (next.startsAt.getTime() - plannedAt.getTime()) / HOUR_MILLIS : null,
    peopleOnCall: await countApproversSeen(db, new Date(ctx.clock.now().getTime() - ON_CALL_DAYS * DAY_MILLIS)),
  };
}
