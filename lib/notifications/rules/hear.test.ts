import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#lib/events/types.ts";
import { planMessages, type ReadEvent } from "#lib/notifications/rules/digest.ts";
import { delayOf, hears, type Ear, type HeardEvent } from "#lib/notifications/rules/hear.ts";
import { isAtLeast, isTold, NOTABLE_TYPES, severityOf } from "#lib/notifications/rules/severity.ts";

const night = { timeZone: "UTC", from: "22:00", to: "07:00", exceptCritical: true };
const ear: Ear = {
  eventTypes: [],
  productIds: [],
  environmentIds: [],
  severity: "info",
  quietHours: null,
  digestMinutes: 0,
  createdAt: new Date("2026-01-01T00:00:00Z"),
};
const paused: HeardEvent = {
  type: "rollout_paused",
  at: new Date("2026-06-01T12:00:00Z"),
  productId: "shop",
  environmentId: null,
};

describe("A rule hears", () => {
  it.each<[string, Partial<Ear>, Partial<HeardEvent>, boolean]>([
    ["all that is told, without limits", {}, {}, true],
    ["not what single devices do", {}, { type: "device_failed" }, false],
    ["what it names, even that", { eventTypes: ["device_failed"] }, { type: "device_failed" }, true],
    ["nothing but what it names", { eventTypes: ["rollout_failed"] }, {}, false],
    ["what is serious enough", { severity: "notice" }, {}, true],
    ["not what is less", { severity: "warning" }, {}, false],
    ["of its products", { productIds: ["shop", "other"] }, {}, true],
    ["not of others", { productIds: ["other"] }, {}, false],
    ["not what is of no product, where it names some", { productIds: ["shop"] }, { productId: null }, false],
    ["of its environments", { environmentIds: ["production"] }, { environmentId: "production" }, true],
    ["not of nowhere, where it names some", { environmentIds: ["production"] }, {}, false],
    ["nothing from before it was made", {}, { at: new Date("2025-12-31T23:59:59Z") }, false],
  ])("%s: %j %j", (_title, over, event, expected) => {
    expect(hears({ ...ear, ...over }, { ...paused, ...event })).toBe(expected);
  });
});

describe("A message goes out", () => {
  const at = (time: string) => new Date(`2026-06-01T${time}:00Z`);
  it.each([
    ["at once", ear, "rollout_paused", "12:00", null],
    ["with the digest", { ...ear, digestMinutes: 30 }, "rollout_paused", "12:00", "2026-06-01T12:30"],
    ["in the morning", { ...ear, quietHours: night }, "rollout_paused", "23:00", "2026-06-02T07:00"],
    ["at once where it is critical", { ...ear, quietHours: night, digestMinutes: 30 }, "rollout_failed", "23:00", null],
    [
      "in the morning where nothing is excepted",
      { ...ear, quietHours: { ...night, exceptCritical: false } },
      "rollout_failed",
      "23:00",
      "2026-06-02T07:00",
    ],
    [
      "not at night with the digest",
      { ...ear, quietHours: night, digestMinutes: 60 },
      "rollout_paused",
      "21:30",
      "2026-06-02T07:00",
    ],
    [
      "with the digest of the morning",
      { ...ear, quietHours: night, digestMinutes: 60 },
      "rollout_paused",
      "06:30",
      "2026-06-01T07:30",
    ],
  ] as const)("%s", (_title, rule, type, time, until) => {
    const delay = delayOf(rule, type, at(time));
    expect(delay).toEqual(until === null ? { kind: "now" } : { kind: "gather", until: new Date(`${until}:00Z`) });
  });
});

describe("A channel that several rules lead to", () => {
  const rule = (id: string, over: Partial<Ear>) => ({ ...ear, ...over, id, name: id, channelId: "one" });
  const event: ReadEvent = {
    seq: 1,
    type: "rollout_paused",
    at: "2026-06-01T12:00:00Z",
    subject: { kind: "rollout", id: "r" },
    rolloutId: "r",
    actor: { kind: "system" },
    data: {},
    productId: null,
    environmentId: null,
  };
  const plan = (...rules: ReturnType<typeof rule>[]) => {
    const { singles, gatherings } = planMessages(rules, [event], new Map(), new Date("2026-06-01T12:00:00Z"));
    return [...singles.map(({ ruleId }) => ruleId), ...gatherings.map(({ ruleId }) => `${ruleId} later`)];
  };

  it("is told an event once, by the rule that tells it first", () => {
    expect(plan(rule("a", {}), rule("b", {}))).toEqual(["a"]);
    expect(plan(rule("digest", { digestMinutes: 30 }), rule("now", {}))).toEqual(["now"]);
    expect(plan(rule("slow", { digestMinutes: 60 }), rule("quick", { digestMinutes: 5 }))).toEqual(["quick later"]);
    expect(plan(rule("a", {}), { ...rule("b", { digestMinutes: 5 }), channelId: "two" })).toEqual(["a", "b later"]);
  });
});

describe("How serious an event is", () => {
  it("is known for every type", () => {
    for (const type of EVENT_TYPES) expect(isAtLeast(severityOf(type), "info"), type).toBe(true);
  });

  it.each([
    ["rollback_glass_broken", "critical"],
    ["deployment_failed", "critical"],
    ["rollback_plan_forced", "warning"],
    ["rollout_rolled_back", "warning"],
    ["rollout_completed", "notice"],
    ["stage_waiting", "notice"],
    ["policy_matched", "info"],
  ] as const)("%s: %s", (type, severity) => expect(severityOf(type)).toBe(severity));

  it("leaves devices and doors out of the sidebar", () => {
    expect(isTold("webhook_rejected")).toBe(false);
    expect(NOTABLE_TYPES).toContain("rollout_failed");
    expect(NOTABLE_TYPES).not.toContain("device_failed");
    expect(NOTABLE_TYPES).not.toContain("policy_matched");
  });
});
