import { randomInt } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createToken } from "#lib/access/create-token.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { defineOperation, type Operation } from "#lib/http/operation.ts";
import { createTokenOperation, describeMeOperation, setUpOperation } from "#lib/http/operations/access.ts";
import { requireSameOrigin } from "#lib/http/same-origin.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";
import { serve } from "#lib/http/serve.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

function operationThat(run: Operation["run"], more: Partial<Operation> = {}): Operation {
  return defineOperation({
    id: "test",
    method: "POST",
    path: "/api/v1/test/{id}",
    tag: "Test",
    summary: "A test",
    auth: "none",
    response: z.unknown(),
    run,
    ...more,
  });
}

const echo = operationThat((_ctx, input) => Promise.resolve(input));

describeWithDatabase("Every route", (getCtx) => {
  let token = "";

  beforeAll(async () => {
    useAsRuntime(getCtx());
    token = (await createToken(getCtx(), { name: "t", scopes: ["admin"] })).token;
  });

  it("merges query, body and path, and the path wins", async () => {
    const response = await call(echo, { params: { id: "7" }, query: "?a=1", body: { b: 2, id: "8" } });
    expect(await response.json()).toEqual({ a: "1", b: 2, id: "7" });
  });

  it.each<[string, Parameters<typeof call>[1], number, RegExp]>([
    ["text that is not JSON", { body: "{" }, 400, /not JSON/],
    ["JSON that is no object", { body: "[1]" }, 400, /JSON object/],
    ["broken UTF-8", { body: "\ud800" }, 400, /JSON|object/],
    ["a NUL in a text", { body: { a: "x\0" } }, 400, /NUL/],
    ["half a surrogate pair", { body: '{"a":"\\ud800"}' }, 400, /surrogate/],
    ["bottomless nesting", { body: `{"a":${"[".repeat(500)}${"]".repeat(500)}}` }, 400, /nested/],
    ["a parameter given twice", { query: "?a=1&a=2", body: {} }, 400, /twice/],
    ["another content type", { body: "a=1", headers: { "content-type": "text/plain" } }, 415, /application\/json/],
    ["a compressed body", { body: {}, headers: { "content-encoding": "gzip" } }, 415, /Content-Encoding/],
    ["a body over 1 MB", { body: { a: "x".repeat(1_048_576) } }, 413, /larger/],
  ])("answers %s with a problem that says what is wrong", async (_case, options, status, detail) => {
    const response = await call(echo, options);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const problem = (await response.json()) as { detail: string; requestId: string };
    expect(problem.detail).toMatch(detail);
    expect(problem.requestId).toBe(response.headers.get("x-request-id"));
  });

  it("maps errors to problems and keeps their causes at home", async () => {
    const failing = operationThat(() => {
      throw new Error("password of the database");
    });
    const response = await call(failing, { body: {} });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("password");

    const limited = operationThat(() => {
      throw new DomainError("LIMIT_REACHED", "Slow down.", { retryAfterSeconds: 1.2 });
    });
    expect((await call(limited, { body: {} })).headers.get("retry-after")).toBe("2");

    const wrongState = operationThat(() => {
      throw new DomainError("WRONG_STATE", "It is over.", { allowedStates: ["running"] });
    });
    const problem: unknown = await (await call(wrongState, { body: {} })).json();
    expect(problem).toMatchObject({ status: 409, code: "WRONG_STATE", allowedStates: ["running"] });
  });

  it("keeps a caller's request id when it is a harmless one", async () => {
    const kept = await call(echo, { body: {}, headers: { "x-request-id": "abc-12345" } });
    expect(kept.headers.get("x-request-id")).toBe("abc-12345");
    const replaced = await call(echo, { body: {}, headers: { "x-request-id": "a b\tc" } });
    expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("knows a token, and tells nobody why another does not work", async () => {
    expect((await call(describeMeOperation, { token })).status).toBe(200);
    expect((await call(describeMeOperation)).status).toBe(401);
    const wrong = await call(describeMeOperation, { token: "slp_wrong" });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toContain("Bearer");
    const basic = await call(describeMeOperation, { headers: { authorization: "Basic eDp5" } });
    expect(basic.status).toBe(401);
  });

  it("gives the same answer to the same Idempotency-Key, and refuses it for another body", async () => {
    const headers = { "idempotency-key": "key-1" };
    const body = { name: "made once", scopes: ["viewer"] };
    const first = await call(createTokenOperation, { token, headers, body });
    const second = await call(createTokenOperation, { token, headers, body });
    expect(first.status).toBe(201);
    expect(await second.json()).toEqual(await first.json());
    const other = await call(createTokenOperation, { token, headers, body: { ...body, name: "other" } });
    expect(other.status).toBe(422);
    const bad = await call(createTokenOperation, {
      token,
      headers: { "idempotency-key": "ü" + "x".repeat(300) },
      body,
    });
    expect(bad.status).toBe(400);
  });

  it("ends a body that nobody will read", async () => {
    let isEnded = false;
    const cancel = () => {
      isEnded = true;
    };
    const endless = operationThat(() => Promise.resolve(new Response(new ReadableStream({ cancel }))), {
      method: "GET",
    });
    const response = await serve(endless)(new Request("http://slipway.test/x", { method: "HEAD" }), {
      params: Promise.resolve({}),
    });
    expect([response.status, response.body, isEnded]).toEqual([200, null, true]);
  });

  it("places each fault of the input", async () => {
    const response = await call(setUpOperation, { body: { password: "short", nonsense: 1 } });
    const problem = (await response.json()) as { errors: { path: string }[] };
    expect(problem.errors.map((fault) => fault.path).sort()).toEqual(["nonsense", "password", "token"]);
  });

  it("limits an address that guesses tokens", async () => {
    useAsRuntime(getCtx(), { rateLimits: true });
    const headers = { "x-slipway-remote-address": `2001:db8:1:${randomInt(65_535).toString(16)}::1` };
    const guess = async (index: number) => (await call(describeMeOperation, { token: `slp_${index}`, headers })).status;
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) {
      statuses.push(...(await Promise.all(Array.from({ length: 500 }, (_, index) => guess(round * 500 + index)))));
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    // Of ten thousand within a few minutes, so few learn that they are wrong.
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(1_500);
    useAsRuntime(getCtx());
  });

  it("limits a caller who asks too often and says when to come back", async () => {
    useAsRuntime(getCtx(), { rateLimits: true });
    const statuses = new Set<number>();
    const headers = { "x-slipway-remote-address": `2001:db8:2:${randomInt(65_535).toString(16)}::1` };
    for (let index = 0; index < 320; index++) {
      const response = await call(echo, { body: {}, headers });
      statuses.add(response.status);
      if (response.status === 429) expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual(new Set([200, 429]));
    useAsRuntime(getCtx());
  });
});

describe("The origin of a call with a cookie", () => {
  it.each([
    ["the same host", { origin: "http://slipway.test", host: "slipway.test" }, null, true],
    [
      "the public address",
      { origin: "https://ship.example.com", host: "inner:3000" },
      "https://ship.example.com",
      true,
    ],
    ["a fetch that says same-origin", { "sec-fetch-site": "same-origin" }, null, true],
    ["another site", { origin: "https://evil.example", host: "slipway.test" }, null, false],
    ["another port", { origin: "http://slipway.test:81", host: "slipway.test" }, null, false],
    ["a sandboxed frame", { origin: "null", host: "slipway.test" }, null, false],
    ["another site without Origin", { "sec-fetch-site": "cross-site" }, null, false],
    ["a client that says nothing", {}, null, false],
  ])("%s", (_case, headers, publicUrl, isAllowed) => {
    const check = () => requireSameOrigin(new Headers(headers), publicUrl);
    if (isAllowed) expect(check).not.toThrow();
    else expect(check).toThrow("another site");
  });
});

describe("The caller's address", () => {
  it.each([
    [{ "x-slipway-remote-address": "203.0.113.9", "x-forwarded-for": "10.0.0.1" }, "203.0.113.9"],
    [{ "x-slipway-remote-address": "127.0.0.1", "x-forwarded-for": "1.1.1.1, 203.0.113.9" }, "203.0.113.9"],
    [{ "x-slipway-remote-address": "::ffff:127.0.0.1" }, "127.0.0.1"],
    [{ "x-slipway-remote-address": "10.0.0.3", "x-forwarded-for": "203.0.113.9" }, "10.0.0.3"],
    [{ "x-slipway-remote-address": "127.0.0.1", "x-forwarded-for": "nonsense" }, "127.0.0.1"],
    [{ "x-forwarded-for": "203.0.113.9" }, "203.0.113.9"],
    [{}, null],
  ])("%j is %s", (headers, address) => {
    expect(remoteAddressOf(new Headers(headers as Record<string, string>), loadConfig({}))).toBe(address);
  });
});
