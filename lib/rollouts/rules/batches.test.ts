import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planBatches } from "#lib/rollouts/rules/batches.ts";

function counts(percentages: number[], devices: number): number[] {
  return planBatches(percentages, devices).map((batch) => batch.deviceCount);
}

describe("planBatches", () => {
  test.each<[string, number[], number, number[]]>([
    ["cumulative shares of a round number", [10, 50, 100], 100, [10, 40, 50]],
    ["shares rounded up", [10, 50, 100], 25, [3, 10, 12]],
    ["at least one device for each batch", [10, 50, 100], 3, [1, 1, 1]],
    ["no device left for the last", [10, 50, 100], 2, [1, 1, 0]],
    ["no device at all", [10, 50, 100], 0, [0, 0, 0]],
    ["one batch for all", [100], 7, [7]],
    ["a share that floating point cannot hold", [33.3, 100], 1000, [333, 667]],
    ["a tiny share", [0.001, 100], 100, [1, 99]],
    ["many batches close together", [1, 2, 3, 100], 10, [1, 1, 1, 7]],
  ])("%s", (_, percentages, devices, expected) => {
    expect(counts(percentages, devices)).toEqual(expected);
  });

  test("every device is in exactly one batch, and no batch is empty while devices last", () => {
    const rising = fc
      .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 12 })
      .map((list) => [...list.sort((a, b) => a - b), 100]);
    fc.assert(
      fc.property(rising, fc.nat({ max: 200_000 }), (percentages, devices) => {
        const plan = planBatches(percentages, devices);
        expect(plan[0]!.start).toBe(0);
        expect(plan.at(-1)!.end).toBe(devices);
        for (const [index, batch] of plan.entries()) {
          expect(batch.deviceCount).toBe(batch.end - batch.start);
          expect(batch.start).toBe(plan[index - 1]?.end ?? 0);
          expect(batch.deviceCount > 0).toBe(batch.start < devices);
        }
      }),
    );
  });
});
