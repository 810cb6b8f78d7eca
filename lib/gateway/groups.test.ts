import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Groups, type GroupOptions } from "#lib/gateway/groups.ts";

function recording(options: Partial<GroupOptions<number, number>> = {}) {
  const sizes: number[] = [];
  let most = 0;
  let underWay = 0;
  const groups = new Groups<number, number>({
    sizeMax: 10,
    underWayMax: 2,
    waitingMax: 100,
    carryOut: async (items) => {
      sizes.push(items.length);
      most = Math.max(most, ++underWay);
      await sleep(5);
      underWay--;
      return items.map((item) => (item < 0 ? new Error(`bad ${item}`) : item * 2));
    },
    ...options,
  });
  return { groups, sizes, mostUnderWay: () => most };
}

test("what comes in one turn goes together, in groups that are not too large, and not too many at once", async () => {
  const { groups, sizes, mostUnderWay } = recording();
  const answers = await Promise.all(Array.from({ length: 45 }, (_, item) => groups.add(item)));
  expect(answers).toEqual(Array.from({ length: 45 }, (_, item) => item * 2));
  expect(sizes).toEqual([10, 10, 10, 10, 5]);
  expect(mostUnderWay()).toBe(2);
  await groups.whenIdle();
});

test("one alone does not wait for company", async () => {
  const { groups, sizes } = recording();
  expect(await groups.add(4)).toBe(8);
  expect(sizes).toEqual([1]);
});

test("the fault of one is its own; a group that fails as a whole fails for all", async () => {
  const { groups } = recording();
  expect(await Promise.allSettled([groups.add(1), groups.add(-1)])).toMatchObject([
    { value: 2 },
    { reason: { message: "bad -1" } },
  ]);
  const failing = recording({ carryOut: () => Promise.reject(new Error("away")) });
  await expect(Promise.all([failing.groups.add(1), failing.groups.add(2)])).rejects.toThrow("away");
});

test("too many are sent away", async () => {
  const { groups } = recording({ waitingMax: 2 });
  const answers = await Promise.allSettled([groups.add(1), groups.add(2), groups.add(3)]);
  expect(answers[2]).toMatchObject({ status: "rejected", reason: { code: "LIMIT_REACHED" } });
});

test("what belongs together is never in two groups at once, and stays in order", async () => {
  const seen: number[][] = [];
  const groups = new Groups<number, number>({
    sizeMax: 2,
    underWayMax: 2,
    waitingMax: 100,
    keyOf: (item) => String(item % 2),
    carryOut: async (items) => {
      seen.push([...items]);
      await sleep(5);
      return items;
    },
  });
  expect(await Promise.all([1, 3, 5, 2, 7].map((item) => groups.add(item)))).toEqual([1, 3, 5, 2, 7]);
  expect(seen).toEqual([[1, 3], [2], [5, 7]]);
});
