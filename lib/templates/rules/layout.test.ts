import { describe, expect, it } from "vitest";
import { layOut } from "#lib/templates/rules/layout.ts";

const stage = (name: string, ...needs: string[]) => ({ name, needs });
const draw = (...stages: ReturnType<typeof stage>[]) => {
  const { places, edges, columns, rows } = layOut(stages);
  return {
    size: `${columns}×${rows}`,
    places: Object.fromEntries([...places].map(([name, place]) => [name, `${place.column},${place.row}`])),
    edges: edges.map(({ from, to }) => `${from}→${to}`),
  };
};

describe("A drawing of stages", () => {
  it("goes from left to right", () => {
    expect(draw(stage("a"), stage("b", "a"))).toEqual({
      size: "2×1",
      places: { a: "0,0", b: "1,0" },
      edges: ["a→b"],
    });
  });

  it("puts what runs side by side one below the other", () => {
    expect(draw(stage("a"), stage("b", "a"), stage("c", "a"), stage("d", "b", "c"))).toEqual({
      size: "3×2",
      places: { a: "0,0", b: "1,0", c: "1,1", d: "2,0" },
      edges: ["a→b", "a→c", "b→d", "c→d"],
    });
  });

  it("draws no way that two others make", () => {
    expect(draw(stage("a"), stage("b", "a"), stage("c", "b", "a")).edges).toEqual(["a→b", "b→c"]);
  });

  it("takes stages in any order, and bears what makes no sense", () => {
    expect(draw(stage("b", "a"), stage("a")).places).toEqual({ a: "0,0", b: "1,0" });
    expect(draw(stage("a", "ghost")).edges).toEqual([]);
    expect(draw(stage("a", "b"), stage("b", "a")).size).toMatch(/×/);
    expect(draw()).toEqual({ size: "0×0", places: {}, edges: [] });
  });
});
