import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pollSeconds } from "#lib/check-in/rules/poll.ts";

const deviceId = "7f0d1e0a-7c5c-4a5e-9d1a-0b7f1e1c2d3e";

describe("pollSeconds", () => {
  test("stays within a tenth of the usual pause, for every device", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const seconds = pollSeconds({ deviceId: id, usualSeconds: 60, isAwaited: false });
        expect(seconds).toBeGreaterThanOrEqual(54);
        expect(seconds).toBeLessThanOrEqual(66);
      }),
    );
  });

  test("spreads a fleet", () => {
    const ids = fc.sample(fc.uuid(), { numRuns: 500, seed: 1 });
    const pauses = new Set(ids.map((id) => pollSeconds({ deviceId: id, usualSeconds: 60, isAwaited: false })));
    expect(pauses.size).toBeGreaterThan(10);
  });

  test("is the same at every poll of a device", () => {
    const ask = () => pollSeconds({ deviceId, usualSeconds: 60, isAwaited: false });
    expect(ask()).toBe(ask());
  });

  test.each([
    [60, 9, 11],
    [12, 4, 6],
    [3, 2, 4],
    [1, 1, 1],
    [3600, 540, 660],
  ])("with %i s usually, comes back within %i to %i s where something waits", (usualSeconds, from, to) => {
    const seconds = pollSeconds({ deviceId, usualSeconds, isAwaited: true });
    expect(seconds).toBeGreaterThanOrEqual(from);
    expect(seconds).toBeLessThanOrEqual(to);
  });
});
