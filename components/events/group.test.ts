import { describe, expect, it } from "vitest";
import { groupEvents } from "#components/events/group.ts";
import type { EventType } from "#lib/events/types.ts";

let seq = 1000;
const start = Date.parse("2026-03-01T12:00:00Z");

/** Events as the feed has them, the newest first, a second apart. */
function feed(...types: (EventType | [EventType, Record<string, unknown>])[]) {
  return types.map((entry, index) => {
    const [type, data] = Array.isArray(entry) ? entry : [entry, { batchIndex: 0 }];
    return { seq: (seq -= 1), type, at: new Date(start - index * 1000).toISOString(), data };
  });
}

const shape = (events: ReturnType<typeof feed>) => groupEvents(events).map(({ type, events: of }) => [type, of.length]);

describe("grouping events", () => {
  it("makes one line of a run, also where two kinds of report alternate", () => {
    expect(shape(feed("device_updated", "device_accepted", "device_updated", "device_accepted"))).toEqual([
      ["device_updated", 2],
      ["device_accepted", 2],
    ]);
  });

  it("keeps the order around what matters by itself", () => {
    expect(shape(feed("device_updated", "rollout_resumed", "rollout_paused", "device_updated"))).toEqual([
      ["device_updated", 1],
      ["rollout_resumed", 1],
      ["rollout_paused", 1],
      ["device_updated", 1],
    ]);
  });

  it("tells batches and causes apart", () => {
    const failures = feed(
      ["device_failed", { batchIndex: 0, reason: "silent" }],
      ["device_failed", { batchIndex: 0, reason: "disk full" }],
      ["device_failed", { batchIndex: 1, reason: "silent" }],
    );
    expect(shape(failures)).toHaveLength(3);
  });

  it("keeps a run's key while newer events join it", () => {
    const older = feed("device_updated", "device_updated");
    const newer = { ...older[0]!, seq: 5000, at: new Date(start + 1000).toISOString() };
    expect(groupEvents([newer, ...older])[0]!.key).toBe(groupEvents(older)[0]!.key);
  });
});
