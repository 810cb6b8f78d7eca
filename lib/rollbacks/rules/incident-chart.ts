// How is the course of a rollback drawn: how many devices stood where, when, and what happened at which moment?
import type { Tone } from "#lib/kernel/tone.ts";

export const chartSeries = ["back", "failed", "rolledBack"] as const;
/** They run the older version; failed to; or took themselves back to what was to be taken away. */
export type ChartSeries = (typeof chartSeries)[number];

export type ChartPoint = Record<ChartSeries, number> & { at: string };

export interface ChartMark {
  at: string;
  text: string;
  tone: Tone;
}

export interface IncidentChart {
  from: string;
  to: string;
  /** From each moment on, so many; the oldest first. */
  points: ChartPoint[];
  marks: ChartMark[];
}

export interface ChartSize {
  width: number;
  height: number;
  /** Room on the left for the scale, and below for the times. */
  left: number;
  bottom: number;
}

export interface DrawnChart {
  /** As SVG paths, each stacked on the ones before it. */
  areas: { series: ChartSeries; path: string }[];
  /** The x of each mark. */
  marks: number[];
  /** What the marks are called, by their number in the list: those that stand close together share "2–4". */
  labels: { x: number; text: string; tone: Tone }[];
  /** The numbers at the side. */
  scale: { y: number; value: number }[];
  /** The top of the drawing, and where its axis lies. */
  top: number;
  axis: number;
}

const HEADROOM = 18;
/** Two numbers closer than this share of the width would be written over each other. */
const LABEL_SHARE = 0.04;

/** Draws a chart into a box: steps, stacked, with numbered marks. */
export function drawChart({ from, to, points, marks }: IncidentChart, size: ChartSize): DrawnChart {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const axis = size.height - size.bottom;
  const highest = Math.max(1, ...points.map((point) => sumUpTo(point, chartSeries.length - 1)));
  const right = size.width - 1;
  const x = (at: string) => {
    const share = end <= start ? 0 : (Date.parse(at) - start) / (end - start);
    return round(size.left + Math.min(1, Math.max(0, share)) * (right - size.left));
  };
  const y = (value: number) => round(axis - (value / highest) * (axis - HEADROOM));
  const areas = chartSeries.map((series, index) => {
    const upper = stepsOf(points, (point) => sumUpTo(point, index), { x, y, right });
    const lower = stepsOf(points, (point) => sumUpTo(point, index - 1), { x, y, right }).reverse();
    const path = upper.length === 0 ? "" : `M${[...upper, ...lower].map((place) => place.join(" ")).join("L")}Z`;
    return { series, path };
  });
  return {
    areas,
    marks: marks.map(({ at }) => x(at)),
    labels: labelsOf(marks, x, size.width * LABEL_SHARE),
    scale: [...new Set([0, Math.round(highest / 2), highest])].map((value) => ({ y: y(value), value })),
    top: HEADROOM,
    axis,
  };
}

function labelsOf(marks: readonly ChartMark[], x: Axes["x"], gap: number): DrawnChart["labels"] {
  const labels: DrawnChart["labels"] = [];
  let first = 1;
  for (const [index, { at, tone }] of marks.entries()) {
    const last = labels.at(-1);
    if (last !== undefined && x(at) - last.x < gap) {
      last.text = `${first}–${index + 1}`;
      last.tone = worseOf(last.tone, tone);
    } else {
      first = index + 1;
      labels.push({ x: x(at), text: String(first), tone });
    }
  }
  return labels;
}

/** From the least to the most. */
const TONES: readonly Tone[] = ["idle", "wait", "move", "good", "warn", "back", "bad"];

function worseOf(one: Tone, other: Tone): Tone {
  return TONES.indexOf(one) > TONES.indexOf(other) ? one : other;
}

interface Axes {
  x: (at: string) => number;
  y: (value: number) => number;
  right: number;
}

/** A count holds until the next one. */
function stepsOf(
  points: readonly ChartPoint[],
  valueOf: (point: ChartPoint) => number,
  { x, y, right }: Axes,
): [number, number][] {
  return points.flatMap((point, index): [number, number][] => {
    const next = points[index + 1];
    const height = y(valueOf(point));
    return [
      [x(point.at), height],
      [next === undefined ? right : x(next.at), height],
    ];
  });
}

function sumUpTo(point: ChartPoint, index: number): number {
  return chartSeries.slice(0, index + 1).reduce((sum, series) => sum + point[series], 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
