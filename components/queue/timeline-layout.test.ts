import { describe, expect, it } from "vitest";
import {
  itemAt,
  layOutTimeline,
  LANE_HEADER,
  pan,
  ROW_HEIGHT,
  ticksOf,
  timeAt,
  type TimeView,
  xOf,
  zoom,
} from "#components/queue/timeline-layout.ts";
import type { TimelineItem } from "#lib/deployments/queue/view.ts";

const HOUR = 3_600_000;
const START = Date.parse("2026-01-05T00:00:00Z");
const at = (hours: number) => new Date(START + hours * HOUR).toISOString();

function item(id: string, from: number, to: number | null, over: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id,
    kind: "scheduled",
    deploymentId: id,
    queueId: id,
    scheduleId: null,
    number: 1,
    title: id,
    productId: "p",
    environmentId: "e",
    status: "queued",
    startsAt: at(from),
    endsAt: to === null ? null : at(to),
    earliestStart: at(from),
    latestStart: at(from),
    latestEnd: to === null ? null : at(to),
    priority: "normal",
    wait: null,
    timeZone: "UTC",
    ...over,
  };
}

const places = [
  { id: "p", slug: "p", name: "Pump" },
  { id: "q", slug: "q", name: "Agent" },
];
const lay = (...items: TimelineItem[]) => layOutTimeline({ items, products: places, environments: [] }, "product");
const view: TimeView = { from: START, millisPerPixel: HOUR / 100, width: 1_000 };
const range = { from: START - 24 * HOUR, to: START + 168 * HOUR };

describe("The timeline", () => {
  it("keeps items of a lane from covering each other, in as few rows as that takes", () => {
    const { items, lanes } = lay(item("a", 0, 2), item("b", 1, 3), item("c", 2, 4));
    const rowOf = new Map(items.map((placed) => [placed.item.id, (placed.y - LANE_HEADER) / ROW_HEIGHT]));
    expect([...rowOf]).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 0],
    ]);
    expect(lanes).toHaveLength(1);
  });

  it("minds the spread of an item, not only its likely time", () => {
    const { items } = lay(item("a", 0, 1, { latestEnd: at(3) }), item("b", 2, 4));
    expect(new Set(items.map(({ y }) => y)).size).toBe(2);
  });

  it("has a lane for each product, by name", () => {
    const { lanes, height } = lay(item("a", 0, 2), item("b", 0, 2, { productId: "q" }));
    expect(lanes.map(({ name }) => name)).toEqual(["Agent", "Pump"]);
    expect(height).toBe((lanes[1]?.y ?? 0) + (lanes[1]?.height ?? 0));
  });

  it("finds the item under a point, also a narrow one", () => {
    const layout = lay(item("a", 1, 2), item("b", 5, 5));
    expect(itemAt(layout, view, 150, LANE_HEADER + 5)?.item.id).toBe("a");
    expect(itemAt(layout, view, 502, LANE_HEADER + 5)?.item.id).toBe("b");
    expect(itemAt(layout, view, 300, LANE_HEADER + 5)).toBeNull();
    expect(itemAt(layout, view, 150, LANE_HEADER - 5)).toBeNull();
  });

  it("zooms around a point and pans, both within bounds", () => {
    const closer = zoom(view, 0.5, 400, range);
    expect(timeAt(closer, 400)).toBeCloseTo(timeAt(view, 400));
    expect(xOf(closer, timeAt(closer, 123))).toBeCloseTo(123);
    expect(zoom(view, 1_000, 0, range).millisPerPixel).toBe((range.to - range.from) / view.width);
    expect(pan(view, -1e9, range).from).toBe(range.from);
    expect(pan(view, 1e9, range).from).toBe(range.to - view.width * view.millisPerPixel);
  });

  it("marks round times, at most as many as can be read", () => {
    const ticks = ticksOf(view);
    expect(ticks.length).toBeGreaterThan(5);
    expect(ticks.length).toBeLessThanOrEqual(15);
    expect(ticks.every(({ at: tick }) => new Date(tick).getMinutes() === 0)).toBe(true);
  });

  it("lays out a thousand items in the time of a frame or two", () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      item(`i${index}`, (index % 160) / 2, (index % 160) / 2 + 1),
    );
    lay(...many);
    const began = performance.now();
    lay(...many);
    expect(performance.now() - began).toBeLessThan(100);
  });
});
