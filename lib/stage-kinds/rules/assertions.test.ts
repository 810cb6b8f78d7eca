import { describe, expect, it } from "vitest";
import { judgeAnswer, pickValue } from "#lib/stage-kinds/rules/assertions.ts";
import { fill, fillDeep, spellings } from "#lib/stage-kinds/rules/fill.ts";
import { excerpt } from "#lib/stage-kinds/rules/hide.ts";

const show = (text: string) => excerpt(text, ["hunter2"], 120);

const answer = {
  status: 200,
  headers: { "content-type": "application/json", "set-cookie": ["session=very-secret"] },
  text: '{"status":"ok","n":[1,{"deep":null}],"__proto__":{"x":1}}',
  millis: 120.4,
};

describe("an answer", () => {
  it.each([
    ["a status", { status: 200 }],
    ["one of several", { status: [201, 200] }],
    ["a part of the body", { bodyContains: '"ok"' }],
    ["a header in any spelling", { header: { name: "Content-Type", contains: "json" } }],
    ["a value", { json: [{ path: "status", equals: "ok" }] }],
    ["a structure", { json: [{ path: "n", equals: [1, { deep: null }] }] }],
    ["the time", { withinMillis: 121 }],
  ])("meets %s", (_title, expected) => expect(judgeAnswer(answer, { status: 200, ...expected }, show)).toEqual([]));

  it.each([
    [{ status: 503 }, "status", "to be 503", "200"],
    [{ status: [301, 302] }, "status", "to be 301 or 302", "200"],
    [{ withinMillis: 120 }, "time", "to be 120 ms at most", "120 ms"],
    [{ header: { name: "X-No", contains: "a" } }, "header X-No", 'to contain "a"', "no such header"],
    [{ header: { name: "Set-Cookie", contains: "a=" } }, "header Set-Cookie", 'to contain "a="', "something else"],
    [{ header: { name: "constructor", contains: "" } }, "header constructor", 'to contain ""', "no such header"],
    [{ json: [{ path: "status", equals: "up" }] }, "status", 'to be "up"', '"ok"'],
    [{ json: [{ path: "n[0]", equals: "1" }] }, "n[0]", 'to be "1"', "1"],
    [{ json: [{ path: "n", equals: [1] }] }, "n", "to be [1]", '[1,{"deep":null}]'],
    [{ json: [{ path: "n[1]", equals: { other: null } }] }, "n[1]", 'to be {"other":null}', '{"deep":null}'],
    [{ json: [{ path: "gone.x", equals: null }] }, "gone.x", "to be null", "nothing"],
    [{ json: [{ path: "a..b", equals: 1 }] }, "a..b", "to be 1", "nothing"],
  ])("misses %j", (expected, subject, wanted, came) => {
    expect(judgeAnswer(answer, { status: 200, ...expected }, show)).toEqual([{ subject, expected: wanted, came }]);
  });

  it("is never shown whole", () => {
    const long = { ...answer, text: "x".repeat(10_000) };
    const [missed] = judgeAnswer(long, { status: 200, bodyContains: "y" }, show);
    expect(missed?.came).toMatch(/^10000 characters: "x{120}…"$/);
    expect(judgeAnswer(long, { status: 200, json: [{ path: "a", equals: 1 }] }, show)[0]?.expected).toBe("to be JSON");
    expect(judgeAnswer({ ...answer, text: "" }, { status: 200, bodyContains: "y" }, show)[0]?.came).toBe(
      "an empty body",
    );
  });

  it("is cut after its secrets were taken out", () => {
    const text = `${"x".repeat(116)}hunter2`;
    const [missed] = judgeAnswer({ ...answer, text }, { status: 200, bodyContains: "y" }, show);
    expect(missed?.came).toBe(`123 characters: "${"x".repeat(116)}•••"`);
  });

  it("lists everything that it misses", () => {
    expect(judgeAnswer(answer, { status: 404, bodyContains: "no" }, show).map(({ subject }) => subject)).toEqual([
      "status",
      "body",
    ]);
  });
});

describe("saved values", () => {
  it.each([
    ["status", { kind: "value", value: "ok" }],
    ["n[0]", { kind: "value", value: 1 }],
    ["n", { kind: "missing", came: '[1,{"deep":null}]' }],
    ["n[1].deep", { kind: "missing", came: "null" }],
    ["gone", { kind: "missing", came: "nothing" }],
  ])("%s", (path, picked) => expect(pickValue(answer, path, show)).toEqual(picked));

  it("cannot be taken from what is no JSON", () => {
    expect(pickValue({ text: "<html>" }, "a", show)).toEqual({ kind: "missing", came: "a body that is no JSON" });
  });

  const saved = { id: "a/b?c", n: 7, quote: 'say "hi"' };

  it.each([
    ["/users/{{id}}/x", spellings.address, "/users/a%2Fb%3Fc/x"],
    ["{{ n }}{{n}}", spellings.plain, "77"],
    ['{"text":"{{quote}}"}', spellings.json, String.raw`{"text":"say \"hi\""}`],
    ["${id} {id} {{}}", spellings.plain, "${id} {id} {{}}"],
  ])("are put into %s", (text, spell, filled) => expect(fill(text, saved, spell)).toBe(filled));

  it.each(["{{gone}}", "{{constructor}}", "{{__proto__}}"])("%s was saved by nobody", (text) => {
    expect(() => fill(text, saved)).toThrow("No earlier step saved");
  });

  it("are put into what is expected, however deep", () => {
    expect(fillDeep({ json: [{ path: "id", equals: { a: ["{{id}}", 1, null] } }] }, saved)).toEqual({
      json: [{ path: "id", equals: { a: ["a/b?c", 1, null] } }],
    });
  });
});
