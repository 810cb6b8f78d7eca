import { describe, expect, it } from "vitest";
import { safeReturnPath } from "#components/access/return-path.ts";

describe("the way back after signing in", () => {
  it.each([
    ["/rollouts/12?tab=events#last", "/rollouts/12?tab=events#last"],
    ["/devices?tag=a%2Cb", "/devices?tag=a%2Cb"],
    ["/", "/"],
    [undefined, "/"],
    ["", "/"],
    ["https://evil.example/", "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["/..//evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["rollouts", "/"],
    ["/sign-in?callbackUrl=/sign-in", "/"],
    ["/api/v1/me", "/"],
  ])("%j leads to %s", (wanted, path) => {
    expect(safeReturnPath(wanted)).toBe(path);
  });
});
