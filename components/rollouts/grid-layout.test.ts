import { describe, expect, it } from "vitest";
import { layOutGrid, moveBy, placeOf, positionAt } from "#components/rollouts/grid-layout.ts";

const batchesOf = (...counts: number[]) => counts.map((deviceCount, index) => ({ index, deviceCount }));

describe("the device grid", () => {
  it.each([
    [10, 720],
    [200, 720],
    [5000, 720],
    [100_000, 720],
    [100_000, 1100],
    [2000, 320],
  ])("fits %i devices into a width of %i", (devices, width) => {
    const tenth = Math.ceil(devices / 10);
    const layout = layOutGrid(batchesOf(tenth, devices - tenth), width, 440);
    expect(layout.width).toBeLessThanOrEqual(width);
    expect(layout.height).toBeLessThanOrEqual(440);
  });

  it("gives few devices large cells and very many small ones", () => {
    expect(layOutGrid(batchesOf(10), 720, 440).cell).toBe(22);
    expect(layOutGrid(batchesOf(10_000, 90_000), 720, 440).cell).toBeLessThanOrEqual(2);
  });

  it("finds every device again where it put it", () => {
    const layout = layOutGrid(batchesOf(3, 40, 17), 240, 300);
    for (let position = 0; position < 60; position++) {
      const { x, y } = placeOf(layout, position)!;
      expect(positionAt(layout, x + layout.cell / 2, y + layout.cell / 2)).toBe(position);
    }
  });

  it("has nothing beside and between the batches", () => {
    const layout = layOutGrid(batchesOf(3, 5), 240, 300);
    expect(positionAt(layout, 3.5 * layout.cell, layout.bands[0]!.top)).toBeNull();
    expect(positionAt(layout, 1, layout.bands[1]!.labelTop + 1)).toBeNull();
    expect(placeOf(layout, 8)).toBeNull();
  });

  it("leaves out batches without devices and keeps the numbers of the others", () => {
    const layout = layOutGrid(batchesOf(2, 0, 3), 240, 300);
    expect(layout.bands.map(({ index, first }) => [index, first])).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });

  it("walks by keys, across batches too", () => {
    const layout = layOutGrid(batchesOf(12, 25), 220, 200);
    expect(layout.columns).toBe(10);
    expect(moveBy(layout, 0, "ArrowLeft")).toBe(0);
    expect(moveBy(layout, 3, "ArrowDown")).toBe(11);
    expect(moveBy(layout, 11, "ArrowDown")).toBe(13);
    expect(moveBy(layout, 13, "ArrowUp")).toBe(11);
    expect(moveBy(layout, 0, "PageDown")).toBe(12);
    expect(moveBy(layout, 36, "ArrowRight")).toBe(36);
    expect(moveBy(layout, 5, "End")).toBe(36);
  });
});
