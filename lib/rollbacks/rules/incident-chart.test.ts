import { describe, expect, it } from "vitest";
import { drawChart, type ChartPoint, type IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";

const SIZE = { width: 101, height: 118, left: 0, bottom: 0 };

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const point = (minute: number, back: number, failed = 0, rolledBack = 0): ChartPoint => ({
  at: at(minute),
  back,
  failed,
  rolledBack,
});

function draw(points: ChartPoint[], more: Partial<IncidentChart> = {}) {
  return drawChart({ from: at(0), to: at(10), points, marks: [], ...more }, SIZE);
}

describe("The course of a rollback", () => {
  it("is drawn in steps, each count stacked on the ones before it", () => {
    const { areas } = draw([point(0, 0), point(5, 60, 40)]);
    expect(areas.map(({ series, path }) => [series, path])).toEqual([
      ["back", "M0 118L50 118L50 58L100 58L100 118L50 118L50 118L0 118Z"],
      ["failed", "M0 118L50 118L50 18L100 18L100 58L50 58L50 118L0 118Z"],
      ["rolledBack", "M0 118L50 118L50 18L100 18L100 18L50 18L50 118L0 118Z"],
    ]);
  });

  it("has a scale up to the most that stood anywhere, and no number twice", () => {
    expect(draw([point(0, 0), point(5, 60, 40)]).scale.map(({ value }) => value)).toEqual([0, 50, 100]);
    expect(draw([point(0, 0), point(5, 1)]).scale.map(({ value }) => value)).toEqual([0, 1]);
    expect(draw([]).scale.map(({ value }) => value)).toEqual([0, 1]);
  });

  it("counts its marks, and keeps them inside", () => {
    const marks = [-5, 5, 50].map((minute) => ({ at: at(minute), text: "It", tone: "good" as const }));
    expect(draw([point(0, 0)], { marks }).marks.map(({ x, number }) => [x, number])).toEqual([
      [0, 1],
      [50, 2],
      [100, 3],
    ]);
  });

  it("is drawn also where no time has passed and nothing has happened", () => {
    const { areas } = draw([point(0, 3)], { to: at(0) });
    expect(areas[0]!.path).not.toContain("NaN");
    expect(draw([]).areas.every(({ path }) => path === "")).toBe(true);
  });
});
