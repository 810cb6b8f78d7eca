import fc from "fast-check";
import { expect, test } from "vitest";
import { inRounds } from "#lib/kernel/rounds.ts";

test("each key stands once in a round, and its items in their order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "c")), (keys) => {
      const items = keys.map((key, index) => ({ key, index }));
      const rounds = inRounds(items, ({ key }) => key);
      for (const round of rounds) expect(new Set(round.map(({ key }) => key)).size).toBe(round.length);
      for (const wanted of ["a", "b", "c"]) {
        expect(rounds.flat().filter(({ key }) => key === wanted)).toEqual(items.filter(({ key }) => key === wanted));
      }
      expect(rounds.flat()).toHaveLength(items.length);
    }),
  );
});
