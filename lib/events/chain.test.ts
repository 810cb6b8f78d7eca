import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, GENESIS_HASH, hashEvent, type ChainedEvent } from "#lib/events/chain.ts";

const event: ChainedEvent = {
  seq: 1,
  type: "rollout_created",
  at: new Date("2026-01-02T03:04:05.678Z"),
  subject: { kind: "rollout", id: "r" },
  rolloutId: null,
  productId: null,
  actor: { kind: "system", name: "test" },
  data: { b: 1, a: [1, { d: 2, c: "ü" }] },
};

/** What the first release computed for the event above. */
const PINNED = "09968516afc7d0177ab02f8b52137ffbb787ea89670af547032f4e0939f80321";

describe("Canonical JSON", () => {
  it("does not depend on the order of keys, nor on undefined values", () => {
    expect(canonicalJson({ b: 1, a: { d: undefined, c: 2 } })).toBe('{"a":{"c":2},"b":1}');
  });

  it("says what JSON says", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("The hash of an event", () => {
  it("changes with every part of it and with the event before", () => {
    const variants: ChainedEvent[] = [
      { ...event, seq: 2 },
      { ...event, type: "rollout_paused" },
      { ...event, at: new Date("2026-01-02T03:04:05.679Z") },
      { ...event, subject: { kind: "rollout", id: "s" } },
      { ...event, rolloutId: "x" },
      { ...event, productId: "x" },
      { ...event, actor: { kind: "system", name: "other" } },
      { ...event, data: { b: 1 } },
    ];
    const hashes = [
      hashEvent(GENESIS_HASH, event),
      hashEvent(Buffer.alloc(32, 1), event),
      ...variants.map((variant) => hashEvent(GENESIS_HASH, variant)),
    ].map((hash) => hash.toString("hex"));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("stays the same from release to release, since stored logs are checked with it", () => {
    expect(hashEvent(GENESIS_HASH, event).toString("hex")).toBe(PINNED);
  });
});
