import { describe, expect, it } from "vitest";
import { parsePath, readPath } from "#lib/stage-kinds/rules/path.ts";

describe("a path into JSON", () => {
  it.each([
    ["status", ["status"]],
    ["data.errorRate", ["data", "errorRate"]],
    ["items[0].value", ["items", 0, "value"]],
    ["[2]", [2]],
    ["$", []],
    ["", []],
    ["$.a", ["a"]],
    ["$[0][1]", [0, 1]],
    ["a['b.c'].d", ["a", "b.c", "d"]],
    ['a["it\'s"]', ["a", "it's"]],
    ["p-99 ms.x_1", ["p-99 ms", "x_1"]],
  ])("%s is read", (text, parts) => expect(parsePath(text)).toEqual(parts));

  it.each([".a", "a..b", "a.", "a[", "a[x]", "a]", "a['b]", "a[-1]", "a[1.5]", "a.[0]", "$a", "a'b"])(
    "%s is none",
    (text) => expect(parsePath(text)).toBeNull(),
  );

  it.each([
    ["a.b[1]", 2],
    ["a.b[2]", undefined],
    ["a.b.length", 2],
    ["a.x.y", undefined],
    ["n", null],
    ["n.x", undefined],
    ["t[0]", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
    ["a.toString", undefined],
  ])("%s finds %j", (text, value) => {
    const document: unknown = { a: { b: [1, 2] }, n: null, t: "text" };
    expect(readPath(document, parsePath(text) ?? ["unreadable"])).toEqual(value);
  });
});
