import { expect, it } from "vitest";
import { OTHERS, toSeries, UNKNOWN } from "#components/overview/adoption-series.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

it("stacks the versions in the order in which they were first seen", () => {
  const { versions, rows } = toSeries({
    app: "gateway",
    since: at(0),
    points: [
      { at: at(0), counts: [{ version: "1.0.0", deviceCount: 10 }] },
      {
        at: at(1),
        counts: [
          { version: "1.0.0", deviceCount: 4 },
          { version: "1.1.0", deviceCount: 6 },
        ],
      },
      {
        at: at(2),
        counts: [
          { version: "1.1.0", deviceCount: 9 },
          { version: null, deviceCount: 1 },
        ],
      },
    ],
  });
  expect(versions).toEqual(["1.0.0", "1.1.0", UNKNOWN]);
  expect(rows.map((row) => versions.map((version) => row[version]))).toEqual([
    [10, 0, 0],
    [4, 6, 0],
    [0, 9, 1],
  ]);
});

it("sums up what is beyond the five largest, and leaves out what nobody runs", () => {
  const counts = Array.from({ length: 8 }, (_, index) => ({ version: `1.${index}.0`, deviceCount: index }));
  const { versions, rows } = toSeries({ app: "x", since: at(0), points: [{ at: at(0), counts }] });
  expect(versions).toEqual([OTHERS, "1.3.0", "1.4.0", "1.5.0", "1.6.0", "1.7.0"]);
  expect(rows[0]?.[OTHERS]).toBe(3);
});
