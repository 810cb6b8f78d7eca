import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { isWithin } from "#lib/access/rules/reach.ts";
import { findPlace } from "#lib/calendar/find-place.ts";
import { drawBands } from "#lib/calendar/read-calendar.ts";
import { selectStops } from "#lib/calendar/store-stops.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import { foresee, type Foresight } from "#lib/deployments/queue/foresee.ts";
import { timelineInput } from "#lib/deployments/queue/input.ts";
import type { DurationSpread, StartEstimate } from "#lib/deployments/queue/rules/estimate.ts";
import { waitOf } from "#lib/deployments/queue/show.ts";
import { type EntryRow, selectEndedRows, selectLineRows } from "#lib/deployments/queue/store-list.ts";
import type { TimelineItem, TimelineView } from "#lib/deployments/queue/view.ts";
import { listRecurring } from "#lib/deployments/schedules/occurrences.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

const ITEMS_MAX = 1_000;
const STOPS_MAX = 100;

/** Lays everything on the line of time: what ran, runs, waits and is planned, over windows and freezes. */
export async function readTimeline(ctx: Context, rawInput: unknown): Promise<TimelineView> {
  requirePermission(ctx.actor, "deployments:read");
  const { from, to, ...named } = parseInput(timelineInput, rawInput);
  const { product, environment } = await findPlace(ctx.db, named);
  const reach = reachOf(ctx.actor);
  const filter = { productId: product?.id ?? null, environmentId: environment?.id ?? null, reach };

  const now = ctx.clock.now();
  const range = { from, to };
  const rows = await selectLineRows(ctx.db, filter, ITEMS_MAX);
  const ended = await selectEndedRows(ctx.db, filter, { ...range, limit: ITEMS_MAX });
  const foresight = await foresee(ctx.db, now);
  const recurring = await listRecurring(ctx.db, filter, { ...range, now, limit: ITEMS_MAX });

  const waiting = rows.filter(({ status }) => status === "waiting");
  const placed = [
    ...rows.filter(({ status }) => status === "running").map((row) => showRunning(row, foresight, now)),
    ...waiting.map((row) => showWaiting(row, foresight, now)).filter((item) => item !== null),
    ...recurring.items,
    ...ended.map(showEnded),
  ].filter((item) => touches(item, range));
  const items = placed.slice(0, ITEMS_MAX);
  const unplaced = waiting
    .filter((row) => startOf(row, foresight, now) === null)
    .map((row) => showUnplaced(row, foresight));
  const { bands, isCut } = drawBands(
    foresight.line.rules.filter(
      (rule) =>
        isWithin(reach, rule) &&
        (product === null || rule.productId === null || rule.productId === product.id) &&
        (environment === null || rule.environmentId === null || rule.environmentId === environment.id),
    ),
    range,
  );
  return {
    now: now.toISOString(),
    items,
    unplaced,
    products: placesOf([...rows, ...ended].map((row) => row.product).concat(recurring.products)),
    environments: placesOf([
      ...[...rows, ...ended].flatMap((row) => (row.environment === null ? [] : [row.environment])),
      ...recurring.environments,
    ]),
    bands,
    stops: await selectStops(ctx.db, { isOpen: true, reach, after: null, limit: STOPS_MAX }),
    isCut: isCut || placed.length > items.length || rows.length === ITEMS_MAX,
  };
}

function showRunning(row: EntryRow, foresight: Foresight, now: Date): TimelineItem {
  const startedAt = row.startedAt ?? now;
  const spread = spreadOf(row, foresight);
  const ends = (seconds: number) => latestOf(secondsAfter(startedAt, seconds), now).toISOString();
  return {
    ...base(row),
    kind: "running",
    startsAt: startedAt.toISOString(),
    endsAt: spread === null ? null : ends(spread.medianSeconds),
    earliestStart: startedAt.toISOString(),
    latestStart: startedAt.toISOString(),
    latestEnd: spread === null ? null : ends(spread.p90Seconds),
    wait: null,
  };
}

/** What nobody can foresee stands at the time for which it was asked, as long as that is to come. */
function startOf(row: EntryRow, foresight: Foresight, now: Date): StartEstimate | null {
  const estimate = foresight.estimates.get(row.id);
  if (estimate !== undefined) return estimate;
  const { scheduledAt } = row;
  return scheduledAt !== null && scheduledAt > now ? { at: scheduledAt, earliest: scheduledAt, latest: null } : null;
}

function showWaiting(row: EntryRow, foresight: Foresight, now: Date): TimelineItem | null {
  const estimate = startOf(row, foresight, now);
  if (estimate === null) return null;
  const spread = spreadOf(row, foresight);
  return {
    ...base(row),
    kind: row.scheduledAt === null ? "queued" : "scheduled",
    startsAt: estimate.at.toISOString(),
    endsAt: spread === null ? null : secondsAfter(estimate.at, spread.medianSeconds).toISOString(),
    earliestStart: estimate.earliest.toISOString(),
    latestStart: estimate.latest?.toISOString() ?? null,
    latestEnd:
      spread === null || estimate.latest === null
        ? null
        : secondsAfter(estimate.latest, spread.p90Seconds).toISOString(),
    wait: waitOf(row.id, foresight)?.message ?? null,
  };
}

/** It has a place in the line and none in time; it stands where it was put into the line. */
function showUnplaced(row: EntryRow, foresight: Foresight): TimelineItem {
  const at = (row.scheduledAt ?? row.enqueuedAt).toISOString();
  return {
    ...base(row),
    kind: row.scheduledAt === null ? "queued" : "scheduled",
    startsAt: at,
    endsAt: null,
    earliestStart: at,
    latestStart: null,
    latestEnd: null,
    wait: waitOf(row.id, foresight)?.message ?? null,
  };
}

function showEnded(row: EntryRow): TimelineItem {
  const startsAt = (row.startedAt ?? row.enqueuedAt).toISOString();
  const endsAt = row.finishedAt?.toISOString() ?? startsAt;
  return {
    ...base(row),
    kind: "finished",
    startsAt,
    endsAt,
    earliestStart: startsAt,
    latestStart: startsAt,
    latestEnd: endsAt,
    wait: null,
  };
}

function base(row: EntryRow) {
  return {
    id: row.id,
    deploymentId: row.deploymentId,
    queueId: row.id,
    scheduleId: null,
    number: row.number,
    title: `${row.product.name} ${row.version ?? ""}`.trimEnd(),
    productId: row.product.id,
    environmentId: row.environment?.id ?? null,
    status: row.deploymentStatus,
    priority: row.priority,
    timeZone: row.timeZone,
  };
}

function spreadOf(row: EntryRow, { durationOf }: Foresight): DurationSpread | null {
  return durationOf({ productId: row.product.id, environmentId: row.environment?.id ?? null });
}

function touches(item: TimelineItem, { from, to }: { from: Date; to: Date }): boolean {
  const ends = item.kind === "running" ? null : (item.latestEnd ?? item.endsAt ?? item.startsAt);
  return new Date(item.startsAt) < to && (ends === null || new Date(ends) >= from);
}

function latestOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function placesOf(places: readonly PlaceReference[]): PlaceReference[] {
  const distinct = [...new Map(places.map((place) => [place.id, place])).values()];
  return distinct.sort((a, b) => a.name.localeCompare(b.name));
}
