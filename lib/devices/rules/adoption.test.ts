import { expect, test } from "vitest";
import { walkBack } from "#lib/devices/rules/adoption.ts";

const since = new Date("2026-11-21T11:00:00Z");
const now = new Date("2026-11-21T12:00:00Z");
const range = { since, spanSeconds: 600, now };

const tell = (current: Record<string, number>, changes: Parameters<typeof walkBack>[1]) =>
  walkBack(new Map(Object.entries(current)), changes, range).map(({ at, counts }) => [
    at.toISOString().slice(11, 16),
    Object.fromEntries(counts.map(({ version, deviceCount }) => [version, deviceCount])),
  ]);

test("nothing has changed", () => {
  expect(tell({ "1.0.0": 3 }, [])).toEqual([
    ["11:00", { "1.0.0": 3 }],
    ["12:00", { "1.0.0": 3 }],
  ]);
});

test("devices went from one version to the next, and some were new", () => {
  const changes = [
    { span: 1, version: "1.0.0", delta: -2 },
    { span: 1, version: "1.1.0", delta: 2 },
    { span: 3, version: "1.1.0", delta: 1 },
  ];
  expect(tell({ "1.0.0": 1, "1.1.0": 3 }, changes)).toEqual([
    ["11:00", { "1.0.0": 3 }],
    ["11:20", { "1.0.0": 1, "1.1.0": 2 }],
    ["11:40", { "1.0.0": 1, "1.1.0": 3 }],
    ["12:00", { "1.0.0": 1, "1.1.0": 3 }],
  ]);
});

test("what changed in the last span is told at the end only, and no count falls below zero", () => {
  expect(tell({ "1.0.0": 1 }, [{ span: 5, version: "1.0.0", delta: 2 }])).toEqual([
    ["11:00", {}],
    ["12:00", { "1.0.0": 1 }],
  ]);
});
