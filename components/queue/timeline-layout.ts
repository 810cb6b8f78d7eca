// Where does each item of a timeline stand: in which lane, in which row of it, from where to where?
import type { TimelineItem, TimelineView } from "#lib/deployments/queue/view.ts";

export const ROW_HEIGHT = 24;
export const LANE_HEADER = 22;
export const AXIS_HEIGHT = 28;
const LANE_PADDING = 6;
/** An item whose end nobody knows is given this much room. */
const UNKNOWN_MILLIS = 15 * 60_000;

export type LaneBy = "product" | "environment";

export interface PlacedItem {
  item: TimelineItem;
  start: number;
  end: number;
  /** Where the spread of its start begins and that of its end is over. */
  spreadStart: number;
  spreadEnd: number;
  hasEnd: boolean;
  /** From the top of the lanes. */
  y: number;
}

export interface Lane {
  id: string;
  name: string;
  y: number;
  height: number;
}

export interface TimelineLayout {
  lanes: Lane[];
  /** In the order of their beginnings. */
  items: PlacedItem[];
  height: number;
}

/** Puts items into lanes, and within a lane into as few rows as keep them from covering each other. */
export function layOutTimeline(
  { items, products, environments }: Pick<TimelineView, "items" | "products" | "environments">,
  by: LaneBy,
): TimelineLayout {
  const names = new Map((by === "product" ? products : environments).map(({ id, name }) => [id, name]));
  const laneOf = (item: TimelineItem) => (by === "product" ? item.productId : (item.environmentId ?? ""));
  const groups = [...Map.groupBy(items, laneOf)].map(([id, members]) => ({
    id,
    name: names.get(id) ?? "No environment",
    members,
  }));
  groups.sort((a, b) => a.name.localeCompare(b.name));

  const lanes: Lane[] = [];
  const placed: PlacedItem[] = [];
  let y = 0;
  for (const { id, name, members } of groups) {
    const rows = fillRows(members.map(toPlaced), y + LANE_HEADER);
    placed.push(...rows.items);
    const height = LANE_HEADER + rows.count * ROW_HEIGHT + LANE_PADDING;
    lanes.push({ id, name, y, height });
    y += height;
  }
  placed.sort((a, b) => a.start - b.start || a.y - b.y);
  return { lanes, items: placed, height: y };
}

function fillRows(members: PlacedItem[], top: number): { items: PlacedItem[]; count: number } {
  members.sort((a, b) => a.spreadStart - b.spreadStart);
  const ends: number[] = [];
  for (const member of members) {
    const free = ends.findIndex((end) => end <= member.spreadStart);
    const row = free === -1 ? ends.length : free;
    ends[row] = member.spreadEnd;
    member.y = top + row * ROW_HEIGHT;
  }
  return { items: members, count: ends.length };
}

function toPlaced(item: TimelineItem): PlacedItem {
  const start = Date.parse(item.startsAt);
  const end = item.endsAt === null ? start + UNKNOWN_MILLIS : Date.parse(item.endsAt);
  return {
    item,
    start,
    end,
    spreadStart: Math.min(start, Date.parse(item.earliestStart)),
    spreadEnd: Math.max(end, item.latestEnd === null ? end : Date.parse(item.latestEnd)),
    hasEnd: item.endsAt !== null,
    y: 0,
  };
}

/** What part of time is seen, and how wide. */
export interface TimeView {
  /** The instant at the left edge. */
  from: number;
  millisPerPixel: number;
  width: number;
}

export const xOf = (view: TimeView, at: number) => (at - view.from) / view.millisPerPixel;
export const timeAt = (view: TimeView, x: number) => view.from + x * view.millisPerPixel;

const MINUTE = 60_000;
const ZOOM_IN_MAX = (30 * MINUTE) / 1_000;

/** Zooms around a point that stays where it is, and no further than there is something to see. */
export function zoom(view: TimeView, factor: number, x: number, range: { from: number; to: number }): TimeView {
  const widest = (range.to - range.from) / Math.max(1, view.width);
  const millisPerPixel = Math.min(widest, Math.max(ZOOM_IN_MAX, view.millisPerPixel * factor));
  return keepWithin({ ...view, millisPerPixel, from: timeAt(view, x) - x * millisPerPixel }, range);
}

/** Moves along, and stops at the ends. */
export function pan(view: TimeView, pixels: number, range: { from: number; to: number }): TimeView {
  return keepWithin({ ...view, from: view.from + pixels * view.millisPerPixel }, range);
}

function keepWithin(view: TimeView, range: { from: number; to: number }): TimeView {
  const last = Math.max(range.from, range.to - view.width * view.millisPerPixel);
  return { ...view, from: Math.min(last, Math.max(range.from, view.from)) };
}

/** Finds the item at a point; `y` counts from the top of the lanes. */
export function itemAt(layout: TimelineLayout, view: TimeView, x: number, y: number): PlacedItem | null {
  const at = timeAt(view, x);
  const slack = 3 * view.millisPerPixel;
  const hit = layout.items.find(
    (one) =>
      y >= one.y && y < one.y + ROW_HEIGHT && at >= one.start - slack && at <= Math.max(one.end, one.start + 2 * slack),
  );
  return hit ?? null;
}

const STEPS_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440];
const TICK_PIXELS = 70;

/** Marks on the axis, at round local times of the browser. */
export function ticksOf(view: TimeView): { at: number; isDay: boolean }[] {
  const wanted = (TICK_PIXELS * view.millisPerPixel) / MINUTE;
  const minutes = STEPS_MINUTES.find((step) => step >= wanted) ?? 1_440;
  const end = timeAt(view, view.width);
  const ticks: { at: number; isDay: boolean }[] = [];
  const day = new Date(view.from);
  day.setHours(0, 0, 0, 0);
  // Day by day, so that after a change of the clocks the marks stand at round hours again.
  while (day.getTime() <= end) {
    const next = new Date(day);
    next.setDate(next.getDate() + 1);
    for (let at = day.getTime(); at < next.getTime(); at += minutes * MINUTE) {
      if (at >= view.from && at <= end) ticks.push({ at, isDay: at === day.getTime() });
    }
    day.setDate(day.getDate() + 1);
  }
  return ticks;
}

/** Only what waits can be moved; what recurs is moved by its schedule. */
export function isMovable({ queueId, kind }: TimelineItem): boolean {
  return queueId !== null && (kind === "queued" || kind === "scheduled");
}
