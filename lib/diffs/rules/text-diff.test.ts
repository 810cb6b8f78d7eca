import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchSequences } from "#lib/diffs/rules/match.ts";
import { applyHunks, compareLines, countLines, joinLines, splitLines, toHunks } from "#lib/diffs/rules/text-diff.ts";

const hunksOf = (from: string, to: string) => {
  const [left, right] = [splitLines(from), splitLines(to)];
  return toHunks(compareLines(left, right), left, right);
};
const numbered = (count: number, text = (index: number) => `line ${index}`) =>
  Array.from({ length: count }, (_, index) => `${text(index)}\n`).join("");

describe("the difference of two texts", () => {
  it.each<[string, string, string, string[][]]>([
    ["none", "a\nb\n", "a\nb\n", []],
    ["of two empty texts", "", "", []],
    ["from nothing", "", "a\n", [["+a"]]],
    ["to nothing", "a\n", "", [["-a"]]],
    ["one line changed", "a\nb\nc\n", "a\nB\nc\n", [[" a", "-b", "+B", " c"]]],
    ["a line feed at the end", "a\nb", "a\nb\n", [[" a", "-b", "+b"]]],
    ["carriage returns", "a\r\n", "a\n", [["-a\r", "+a"]]],
    ["an added function", "{\n  one\n}\n", "{\n  one\n}\n{\n  two\n}\n", [["+{", "+  two", "+}"].map(String)]],
  ])("%s", (_title, from, to, expected) => {
    const hunks = hunksOf(from, to);
    const signs = expected.map((lines) => lines.filter((line) => !line.startsWith(" ")));
    expect(hunks.map((hunk) => hunk.lines.filter((line) => !line.startsWith(" ")))).toEqual(signs);
  });

  it("names numbers as a unified diff does", () => {
    const changed = numbered(20).replace("line 9\n", "line nine\n");
    const [hunk] = hunksOf(numbered(20), changed);
    expect(hunk).toMatchObject({ fromStart: 7, fromCount: 7, toStart: 7, toCount: 7 });
    expect(hunksOf("", "a\n")).toEqual([{ fromStart: 0, fromCount: 0, toStart: 1, toCount: 1, lines: ["+a"] }]);
  });

  it("puts what is near into one hunk, and what is far into two", () => {
    const text = (changed: number[]) => numbered(40, (index) => (changed.includes(index) ? "new" : `line ${index}`));
    expect(hunksOf(numbered(40), text([5, 12]))).toHaveLength(1);
    expect(hunksOf(numbered(40), text([5, 13]))).toHaveLength(2);
  });

  it("begins an added block where its text begins", () => {
    const [hunk] = hunksOf(
      "a() {\n  x;\n}\n\nc() {\n  z;\n}\n",
      "a() {\n  x;\n}\n\nb() {\n  y;\n}\n\nc() {\n  z;\n}\n",
    );
    expect(hunk?.lines.find((line) => line.startsWith("+"))).not.toBe("+}");
  });

  it("of anything, applied to the old text, is the new text", () => {
    // Few different lines, so that many are alike and in another order.
    const text = fc
      .array(fc.constantFrom("a", "b", "c", "", "  x", "}", "é"), { maxLength: 60 })
      .chain((lines) => fc.boolean().map((isCut) => lines.join("\n") + (isCut || lines.length === 0 ? "" : "\n")));
    fc.assert(
      fc.property(text, text, (from, to) => {
        const [left, right] = [splitLines(from), splitLines(to)];
        const hunks = toHunks(compareLines(left, right), left, right);
        expect(joinLines(applyHunks(left, hunks, right.isCutOff))).toBe(to);
        for (const hunk of hunks) {
          expect(hunk.lines.filter((line) => !line.startsWith("+"))).toHaveLength(hunk.fromCount);
          expect(hunk.lines.filter((line) => !line.startsWith("-"))).toHaveLength(hunk.toCount);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the shortest there is where texts are alike", () => {
    const sequence = fc.array(fc.nat({ max: 4 }), { maxLength: 30 }).map((ids) => Int32Array.from(ids));
    fc.assert(
      fc.property(sequence, sequence, (from, to) => {
        const matchOf = matchSequences(from, to);
        const matched = matchOf.filter((match) => match >= 0);
        expect([...matched]).toEqual([...matched].sort((a, b) => a - b));
        for (const [index, match] of matchOf.entries()) if (match >= 0) expect(to[match]).toBe(from[index]);
        expect(matched.length).toBe(longestCommon(from, to));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, (index: number) => string, (index: number) => string]>([
    ["alike", (index) => `line ${index}`, (index) => (index % 1000 === 0 ? `new ${index}` : `line ${index}`)],
    ["all different", (index) => `old ${index}`, (index) => `new ${index}`],
    ["in another order", (index) => `line ${index}`, (index) => `line ${(index * 7919) % 200_000}`],
    ["of few different lines", (index) => `${(index * 31) % 7}`, (index) => `${(index * 17) % 5}`],
  ])("of texts of 200,000 lines that are %s comes soon and is right", (_title, before, after) => {
    const [left, right] = [splitLines(numbered(200_000, before)), splitLines(numbered(200_000, after))];
    const started = performance.now();
    const blocks = compareLines(left, right);
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(joinLines(applyHunks(left, toHunks(blocks, left, right), false))).toBe(joinLines(right));
    const { removed, added } = countLines(blocks);
    expect(removed - added).toBe(left.lines.length - right.lines.length);
  });
});

function longestCommon(from: Int32Array, to: Int32Array): number {
  const row = new Int32Array(to.length + 1);
  for (const id of from) {
    let diagonal = 0;
    for (let index = 1; index <= to.length; index++) {
      const above = row[index]!;
      row[index] = id === to[index - 1] ? diagonal + 1 : Math.max(above, row[index - 1]!);
      diagonal = above;
    }
  }
  return row[to.length]!;
}
