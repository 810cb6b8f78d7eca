import { describe, expect, test } from "vitest";
import { failureRate, judgeBatch } from "#lib/rollouts/rules/gate.ts";
import { countDevices, emptyCounts, type DeviceCounts } from "#lib/rollouts/rules/rollout.ts";

interface Tally extends Partial<DeviceCounts> {
  everFailed?: number;
  accepted?: number;
}

function aBatch({ everFailed, accepted = 0, ...given }: Tally) {
  const counts = { ...emptyCounts(), ...given };
  return {
    counts,
    everFailed: everFailed ?? counts.failed,
    acceptedFailures: accepted,
    deviceCount: countDevices(counts),
  };
}

describe("judgeBatch with a limit of 20 %", () => {
  test.each<[string, Tally, "wait" | "pass" | "trip"]>([
    ["nobody has answered", { scheduled: 10 }, "wait"],
    ["everybody is healthy", { healthy: 10 }, "pass"],
    ["exactly the limit failed", { healthy: 8, failed: 2 }, "pass"],
    ["more than the limit failed", { healthy: 7, failed: 3 }, "trip"],
    ["one early failure says little", { failed: 1, updating: 9 }, "wait"],
    ["as many failures as the batch can bear", { failed: 2, updating: 8 }, "wait"],
    ["more failures than the batch can bear", { failed: 3, updating: 7 }, "trip"],
    ["ten answers of a batch of forty are believed", { failed: 3, healthy: 7, scheduled: 30 }, "trip"],
    ["a quarter of a large batch is believed", { failed: 6, healthy: 19, scheduled: 75 }, "trip"],
    ["less than a quarter of a large batch is not", { failed: 6, healthy: 18, scheduled: 76 }, "wait"],
    ["nine answers are not", { failed: 3, healthy: 6, scheduled: 31 }, "wait"],
    ["ten answers within the limit", { failed: 2, healthy: 8, scheduled: 90 }, "wait"],
    ["the only device failed", { failed: 1 }, "trip"],
    ["rolled back failures remain failures", { rolledBack: 3, healthy: 7, everFailed: 3 }, "trip"],
    ["devices taken back by an operator are none", { rolledBack: 3, healthy: 7, everFailed: 0 }, "pass"],
    ["accepted failures are left out", { failed: 5, healthy: 5, accepted: 5 }, "pass"],
    ["a failure beyond those accepted", { failed: 6, healthy: 2, accepted: 5 }, "trip"],
    ["skipped devices do not answer", { skipped: 9, failed: 1 }, "trip"],
    ["nobody needed it", { skipped: 10 }, "pass"],
  ])("%s", (_, tally, expected) => {
    expect(judgeBatch(aBatch(tally), 0.2).kind).toBe(expected);
  });

  test("a limit of 0 trips at the first failure", () => {
    expect(judgeBatch(aBatch({ failed: 1, scheduled: 999 }), 0).kind).toBe("trip");
  });

  test("a limit of 1 never trips", () => {
    expect(judgeBatch(aBatch({ failed: 100 }), 1).kind).toBe("pass");
  });

  test("the reason names the rate and the limit", () => {
    expect(judgeBatch(aBatch({ failed: 1, healthy: 2 }), 0.2)).toEqual({
      kind: "trip",
      failureRate: 1 / 3,
      reason: "Failure rate 33.3 % is above the limit of 20 %: 1 device failed.",
    });
  });
});

describe("failureRate", () => {
  test.each<[string, Tally, number]>([
    ["nobody answered", { scheduled: 4 }, 0],
    ["a quarter", { healthy: 3, failed: 1 }, 0.25],
    ["with one rolled back", { healthy: 3, rolledBack: 1, everFailed: 1 }, 0.25],
    ["accepted failures are still shown", { healthy: 1, failed: 1, accepted: 1 }, 0.5],
  ])("%s", (_, tally, expected) => {
    expect(failureRate(aBatch(tally))).toBe(expected);
  });
});
