import fc from "fast-check";
import { expect, it } from "vitest";
import { findCycle, orderByNeeds, type Need } from "#lib/deployments/rules/order.ts";

/** "a>b" reads: a needs b. */
const needs = (...texts: string[]): Need[] =>
  texts.map((text) => ({ from: text.slice(0, text.indexOf(">")), to: text.slice(text.indexOf(">") + 1) }));

it.each([
  ["nothing", [], [], []],
  ["what needs nothing, at once", ["a", "b"], [], [["a", "b"]]],
  ["a chain, one after the other", ["app", "api", "db"], needs("app>api", "api>db"), [["db"], ["api"], ["app"]]],
  [
    "a diamond, its sides at once",
    ["top", "left", "right", "base"],
    needs("top>left", "top>right", "left>base", "right>base"),
    [["base"], ["left", "right"], ["top"]],
  ],
  ["what needs things that are not among them", ["a", "b"], needs("a>elsewhere", "elsewhere>b"), [["a", "b"]]],
])("orders %s", (_title, items, edges, levels) => {
  expect(orderByNeeds(items, edges)).toEqual({ kind: "ordered", levels });
});

it.each([
  ["two that need each other", ["a", "b"], needs("a>b", "b>a"), ["a", "b", "a"]],
  ["one that needs itself", ["a"], needs("a>a"), ["a", "a"]],
  ["a circle behind a tail, without the tail", ["t", "a", "b"], needs("t>a", "a>b", "b>a"), ["a", "b", "a"]],
])("names the circle of %s", (_title, items, edges, path) => {
  expect(orderByNeeds(items, edges)).toEqual({ kind: "cycle", path });
});

it("finds the shortest circle that a new need would close", () => {
  const edges = needs("api>auth", "auth>db", "api>db", "db>disk");
  expect(findCycle({ from: "disk", to: "api" }, edges)).toEqual(["disk", "api", "db", "disk"]);
  expect(findCycle({ from: "a", to: "a" }, [])).toEqual(["a", "a"]);
  expect(findCycle({ from: "app", to: "api" }, edges)).toBeNull();
});

it("puts each item into one level, after all that it needs, or names a true circle", () => {
  const item = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const edges = fc.array(fc.record({ from: item, to: item }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(item, { minLength: 1 }), edges, (items, needed) => {
      const order = orderByNeeds(items, needed);
      if (order.kind === "cycle") {
        expect(order.path.length).toBeGreaterThan(1);
        expect(order.path.at(-1)).toBe(order.path[0]);
        for (const [index, to] of order.path.slice(1).entries()) {
          expect(needed).toContainEqual({ from: order.path[index], to });
        }
        return;
      }
      expect(order.levels.flat().sort()).toEqual([...items].sort());
      const levelOf = (name: string) => order.levels.findIndex((level) => level.includes(name));
      for (const { from, to } of needed) {
        if (items.includes(from) && items.includes(to)) expect(levelOf(from)).toBeGreaterThan(levelOf(to));
      }
    }),
  );
});
