import { describe, expect, test } from "vitest";
import { conditionalJson } from "#lib/http/conditional-json.ts";

const state = { pollSeconds: 60, action: null, apps: {} };

function answer(ifNoneMatch?: string, value: unknown = state): Response {
  return conditionalJson(value, new Headers(ifNoneMatch === undefined ? {} : { "if-none-match": ifNoneMatch }));
}

const etag = answer().headers.get("etag")!;

describe("conditionalJson", () => {
  test("answers in full without a condition", async () => {
    const response = answer();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(state);
    expect(etag).toMatch(/^"[\w-]{22}"$/);
  });

  test.each([
    ["the same tag", etag],
    ["the tag made weak by a proxy", `W/${etag}`],
    ["one of several tags", `"other", ${etag}`],
    ["any tag", "*"],
  ])("answers 304 to %s", async (_, given) => {
    const response = answer(given);
    expect(response.status).toBe(304);
    expect(response.headers.get("etag")).toBe(etag);
    expect(await response.text()).toBe("");
  });

  test("answers in full once something has changed", () => {
    expect(answer(etag, { ...state, pollSeconds: 10 }).status).toBe(200);
  });
});
