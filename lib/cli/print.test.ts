import { expect, it } from "vitest";
import { harmless } from "#lib/cli/print.ts";

it.each([
  ["a title of the terminal", "till\u001b]0;owned\u0007", "till\ufffd]0;owned\ufffd"],
  ["a cleared screen", "\u001b[2Jtill", "\ufffd[2Jtill"],
  ["the eight-bit form", "\u009b2Jtill", "\ufffd2Jtill"],
  ["a line written over", "refused\rgranted", "refused\ufffdgranted"],
  ["nothing else", "Käse → 3 %\n\t✓", "Käse → 3 %\n\t✓"],
])("takes %s out of what others named", (_what, text, expected) => {
  expect(harmless(text)).toBe(expected);
});
