import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dice } from "#lib/simulate/rules/dice.ts";
import { DueQueue } from "#lib/simulate/rules/due-queue.ts";
import { describeDevice } from "#lib/simulate/rules/inventory.ts";
import { planAction, type Behavior } from "#lib/simulate/rules/plan.ts";
import type { OfferedAction } from "#lib/simulate/rules/protocol.ts";

const honest: Behavior = {
  updateSeconds: 10,
  failRate: 0,
  silentRate: 0,
  slowRate: 0,
  offlineRate: 0,
  failVersions: new Set(),
};
const update: OfferedAction = { id: 7, kind: "update", product: "app", image: "i", digest: "d", version: "1.5.0" };

const statuses = (behavior: Partial<Behavior>, action = update, seed = 1) =>
  planAction(action, { ...honest, ...behavior }, false, new Dice(seed)).steps.map(({ report }) => report.status);

describe("Dice", () => {
  it("throw the same numbers for the same seed", () => {
    const [a, b, c] = [new Dice("s", 1), new Dice("s", 1), new Dice("s", 2)];
    expect([a.throw(), a.throw()]).toEqual([b.throw(), b.throw()]);
    expect(a.throw()).not.toBe(c.throw());
  });

  it("keep to a share", () => {
    const dice = new Dice("share");
    const hits = Array.from({ length: 10_000 }, () => dice.happens(0.05)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(400);
    expect(hits).toBeLessThan(600);
  });
});

describe("DueQueue", () => {
  it("gives everything back in the order of time", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 })), (times) => {
        const queue = new DueQueue<number>();
        for (const time of times) queue.push(time, time);
        const taken: number[] = [];
        while (queue.nextAt !== null) taken.push(queue.pop() ?? -1);
        expect(taken).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});

describe("planAction", () => {
  const whole = ["accepted", "downloading", "downloading", "downloading", "installing", "installed", "healthy"];

  it("reports every step of an update to its end", () => {
    expect(statuses({})).toEqual(whole);
  });

  it("takes about as long as it should, and longer on a slow device", () => {
    const total = (isSlow: boolean) =>
      planAction(update, honest, isSlow, new Dice(3)).steps.reduce((sum, step) => sum + step.waitMillis, 0);
    expect(total(false)).toBeGreaterThanOrEqual(6_000);
    expect(total(false)).toBeLessThanOrEqual(14_000);
    expect(total(true)).toBeCloseTo(total(false) * 8);
  });

  it("fails on every device where the version is bad", () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(statuses({ failVersions: new Set(["1.5.0"]) }, update, seed).at(-1)).toBe("failed");
    }
  });

  it("stops talking where a device falls silent", () => {
    expect(statuses({ silentRate: 1 })).toEqual(whole.slice(0, 4));
  });

  it("ends a rollback with the former version", () => {
    const { steps, ending } = planAction({ ...update, kind: "rollback" }, honest, false, new Dice(1));
    expect(ending).toBe("rolledBack");
    expect(steps.at(-1)).toMatchObject({ report: { status: "rolledBack" }, runs: { version: "1.5.0" } });
  });
});

describe("describeDevice", () => {
  it("is the same for the same number and seed", () => {
    expect(describeDevice("demo", 7, "s")).toEqual(describeDevice("demo", 7, "s"));
    expect(describeDevice("demo", 7, "s").name).toBe("demo-00007");
  });
});
