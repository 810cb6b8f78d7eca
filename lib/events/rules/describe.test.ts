import { describe, expect, it } from "vitest";
import { actorOf, describeEvent, describeRun } from "#lib/events/rules/describe.ts";
import type { TellableEvent } from "#lib/events/rules/telling.ts";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";

const rolloutId = "3f0f2f66-62a2-4a52-9f0a-9d2a1f2f0a11";

function event(type: EventType, data: Record<string, unknown> = {}, more: Partial<TellableEvent> = {}): TellableEvent {
  return { type, subject: { kind: "rollout", id: rolloutId }, rolloutId, data, ...more };
}

describe("event sentences", () => {
  it.each(EVENT_TYPES)("%s has one, even when the event carries nothing", (type) => {
    const { text } = describeEvent(event(type));
    expect(text).toMatch(/^\S.*\S$/);
    expect(text).not.toMatch(/undefined|null|NaN|\[object| {2}/);
  });

  it.each<[EventType, Record<string, unknown>, string, string | undefined]>([
    [
      "rollout_created",
      { number: 12, image: "ghcr.io/acme/web", tag: "1.4.0" },
      "Rollout #12 made for ghcr.io/acme/web:1.4.0",
      undefined,
    ],
    ["rollout_paused", { number: 12, reason: "Looks odd" }, "Rollout #12 paused", "Looks odd"],
    [
      "rollout_paused",
      { number: 12, failureRate: 0.31, maxFailureRate: 0.2 },
      "Rollout #12 paused",
      "Failure rate 31% over the limit of 20%",
    ],
    [
      "batch_started",
      { batchIndex: 1, number: 12, deviceCount: 80 },
      "Batch 2 of #12 started with 80 devices",
      undefined,
    ],
    ["policy_created", { policy: { name: "Edge" } }, "Policy Edge made", undefined],
    ["policy_updated", { before: { name: "Edge" }, after: { name: "Edges" } }, "Policy Edges changed", undefined],
    [
      "policy_matched",
      { policy: "Edge", image: "ghcr.io/acme/web", tag: "1.4.0" },
      "Policy Edge matched ghcr.io/acme/web:1.4.0",
      undefined,
    ],
    [
      "webhook_received",
      { pushes: [{ image: "ghcr.io/acme/web", tag: "1" }, {}], reason: "no policy" },
      "Webhook names ghcr.io/acme/web:1 and 1 other",
      "no policy",
    ],
    ["device_registered", { name: "edge-1", count: 160 }, "160 devices registered", undefined],
    ["device_registered", { name: "edge-1", count: 1 }, "edge-1 registered", undefined],
    ["device_scheduled", { count: 500, deviceIds: ["shortened"] }, "Update offered to 500 devices", undefined],
    ["device_failed", { name: "edge-7", reason: "silent" }, "edge-7 failed", "It fell silent past its deadline"],
    ["release_held", { tag: "1.4.0" }, "Release 1.4.0 is held: no webhook brings it back", undefined],
  ])("%s %o", (type, data, text, cause) => {
    const story = describeEvent(event(type, data));
    expect(story.text).toBe(text);
    expect(story.cause).toBe(cause);
  });

  it("lead to what they are about", () => {
    expect(describeEvent(event("rollout_paused")).href).toBe(`/rollouts/${rolloutId}`);
    expect(describeEvent(event("device_failed", {}, { subject: { kind: "device", id: "d1" } })).href).toBe(
      `/rollouts/${rolloutId}?device=d1`,
    );
    expect(
      describeEvent(event("device_registered", {}, { subject: { kind: "device", id: "d1" }, rolloutId: null })).href,
    ).toBe("/devices/d1");
  });

  it("name people, not machines", () => {
    expect(actorOf(event("rollout_paused", {}, { actor: { kind: "user", id: "u", name: "Ada" } }))).toBe("Ada");
    expect(actorOf(event("rollout_paused", {}, { actor: { kind: "system", name: "orchestrator" } }))).toBeUndefined();
  });

  it("count runs", () => {
    expect(describeRun("device_updated", 37)).toBe("37 devices installed it");
  });
});
