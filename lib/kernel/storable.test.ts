import { describe, expect, it } from "vitest";
import { toStorable } from "#lib/kernel/storable.ts";

describe("what can be kept", () => {
  it("holds no NUL and no half of a character, in texts and names, however deep", () => {
    const cut = "x😀".slice(0, 2);
    expect(toStorable({ reason: "a\0b", output: { [cut]: [cut, { whole: "😀" }] } })).toEqual({
      reason: "a\uFFFDb",
      output: { "x\uFFFD": ["x\uFFFD", { whole: "😀" }] },
    });
  });

  it("is otherwise what it was", () => {
    const at = new Date();
    const value = { at, list: [1, null, true, undefined], text: "fine", nothing: null };
    expect(toStorable(value)).toEqual(value);
    expect(toStorable(value).at).toBe(at);
    expect(toStorable(null)).toBeNull();
  });
});
