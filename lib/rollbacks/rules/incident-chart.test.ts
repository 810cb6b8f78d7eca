import { describe, expect, it } from "vitest";
import { drawChart, type ChartMark, type ChartPoint, type IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";

const SIZE = { width: 101, height: 118, left: 0, bottom: 0 };

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12) + minute * 60_000).toISOString();
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

  const marksAt = (...minutes: number[]): ChartMark[] =>
    minutes.map((minute) => ({ at: at(minute), text: "It", tone: "good" }));

  it("counts its marks, and keeps them inside", () => {
    const { marks, labels } = draw([point(0, 0)], { marks: marksAt(-5, 5, 50) });
    expect(marks).toEqual([0, 50, 100]);
    expect(labels.map(({ x, text }) => [x, text])).toEqual([
      [0, "1"],
      [50, "2"],
      [100, "3"],
    ]);
  });

  it("has one label for marks that stand too close for two, as bad as the worst of them", () => {
    const close = marksAt(0, 0.1, 0.3, 5, 9.9, 10);
    close[1] = { ...close[1]!, tone: "bad" };
    expect(draw([point(0, 0)], { marks: close }).labels).toEqual([
      { x: 0, text: "1–3", tone: "bad" },
      { x: 50, text: "4", tone: "good" },
      { x: 99, text: "5–6", tone: "good" },
    ]);
  });

  it("is drawn also where no time has passed and nothing has happened", () => {
    const { areas } = draw([point(0, 3)], { to: at(0) });
    expect(areas[0]!.path).not.toContain("NaN");
    expect(draw([]).areas.every(({ path }) => path === "")).toBe(true);
  });
});
