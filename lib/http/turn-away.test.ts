import { describe, expect, it } from "vitest";
import { operations } from "#lib/http/operations/all.ts";
import { turnAway } from "#lib/http/turn-away.ts";

const SOME_ID = "7c7f9c2e-5a55-4b0a-9f8f-0f2b6d2c1a11";

describe("What is turned away", () => {
  it.each(operations.map(({ method, path }) => [method, path] as const))("is not %s %s", (method, path) => {
    expect(turnAway(method, path.replaceAll(/\{\w+\}/g, SOME_ID))).toBeNull();
    expect(turnAway(method, `${path.replaceAll(/\{\w+\}/g, "a%2Fb")}?limit=1&limit=2`)).toBeNull();
  });

  it.each([
    ["GET", "/"],
    ["GET", "/sign-in?callbackUrl=%2Frollouts"],
    ["GET", "/_next/static/chunks/a.js"],
    ["POST", "/__nextjs_original-stack-frames"],
    ["HEAD", "/api/v1/rollouts"],
    ["OPTIONS", "/api/v1/rollouts"],
    ["POST", "/api/auth/callback/credentials"],
    ["GET", "/api/auth/csrf?x=1"],
    ["GET", "/api/v1/rollouts/"],
    ["GET", "//api/v1/rollouts"],
  ])("is not %s %s", (method, target) => {
    expect(turnAway(method, target)).toBeNull();
  });

  it.each([
    ["GET", "/api", "NOT_FOUND"],
    ["GET", "/api/v1/nothing", "NOT_FOUND"],
    ["POST", "/api/v1/rollouts/x/y/z", "NOT_FOUND"],
    ["GET", "/api/auth/verify-request", "NOT_FOUND"],
    ["POST", "/api/auth/_log", "NOT_FOUND"],
    ["GET", "/api/v1/rollouts/%", "INVALID_INPUT"],
    ["GET", "/api/v1/rollouts/%ff", "INVALID_INPUT"],
    ["GET", "/rollouts/%c3%28", "INVALID_INPUT"],
    ["DELETE", "/api/v1/rollouts", "METHOD_NOT_ALLOWED"],
    ["TRACE", "/api/v1/rollouts", "METHOD_NOT_ALLOWED"],
    ["TRACE", "/_next/static/a.js", "METHOD_NOT_ALLOWED"],
    ["POST", "/sign-in", "METHOD_NOT_ALLOWED"],
    ["POST", "/health", "METHOD_NOT_ALLOWED"],
    ["GET", "/api/auth/signout", "METHOD_NOT_ALLOWED"],
    ["GET", "/api/auth/callback/credentials", "METHOD_NOT_ALLOWED"],
  ])("is %s %s: %s", (method, target, code) => {
    expect(turnAway(method, target)).toMatchObject({ code });
  });

  it("names the methods that are possible", () => {
    expect(turnAway("PUT", "/api/v1/rollouts")?.details.allowedMethods).toEqual(["GET", "HEAD", "OPTIONS", "POST"]);
  });
});
