import { describe, expect, test } from "vitest";
import { bodyBytesMax, keepHeaders, keptBytesMax, replayObjection } from "#lib/intake/rules/delivery.ts";
import { joinedAskAt } from "#lib/intake/rules/resolve-plan.ts";
import { sumUp, type JudgedPush, type PushVerdict } from "#lib/intake/rules/verdict.ts";

const MB = 1024 * 1024;

test("caps are 1 MB, and 25 MB for GitHub", () => {
  expect(bodyBytesMax("dockerRegistry", false)).toBe(MB);
  expect(bodyBytesMax("dockerRegistry", true)).toBe(MB);
  expect(bodyBytesMax("source", false)).toBe(MB);
  expect(bodyBytesMax("source", true)).toBe(25 * MB);
  expect(bodyBytesMax("github", true)).toBe(25 * MB);
});

test("what anybody can send is kept short", () => {
  const kept = (part: Partial<Parameters<typeof keptBytesMax>[0]>) =>
    keptBytesMax({ status: "accepted", reason: null, isUnsigned: false, ...part });
  expect(kept({ status: "rejected" })).toBe(4096);
  expect(kept({ status: "ignored", reason: "no-push: a layer" })).toBe(4096);
  expect(kept({ status: "ignored", isUnsigned: true })).toBe(65_536);
  expect(kept({ isUnsigned: true })).toBe(25 * MB);
  expect(kept({ status: "ignored" })).toBe(25 * MB);
});

test("secrets are removed from headers, and unknown headers are not kept", () => {
  const headers = new Headers({
    Authorization: "Bearer x",
    "X-Custom": "y",
    "User-Agent": "z",
    "X-Hub-Signature-256": "s",
  });
  expect(keepHeaders(headers)).toEqual({
    authorization: "[removed]",
    "user-agent": "z",
    "x-hub-signature-256": "[removed]",
  });
});

test("rejected and shortened deliveries are not replayed", () => {
  expect(replayObjection({ status: "ignored", isTruncated: false })).toBeNull();
  expect(replayObjection({ status: "rejected", isTruncated: false })).toMatch(/rejected/);
  expect(replayObjection({ status: "ignored", isTruncated: true })).toMatch(/beginning/);
});

describe("the sum of a delivery", () => {
  const push = { registryHost: "ghcr.io", repository: "a/b", tag: "1", digest: null, pushedAt: "", actor: null };
  const verdicts: Record<string, PushVerdict> = {
    rollout: { outcome: "rollout", rolloutId: "r", reason: null },
    duplicate: { outcome: "duplicate", rolloutId: "d", reason: "duplicate" },
    ignored: { outcome: "ignored", rolloutId: null, reason: "no-policy" },
    lookup: { outcome: "lookup", rolloutId: null, reason: "asks", lookupAt: "", attempts: 0 },
  };
  const judged = (...names: string[]) => names.map((name) => ({ ...push, ...verdicts[name] }) as JudgedPush);

  test.each([
    [["rollout", "ignored"], "accepted", ["r"]],
    [["lookup"], "accepted", []],
    [["duplicate", "ignored"], "duplicate", ["d"]],
    [["ignored"], "ignored", []],
    [[], "ignored", []],
    [["rollout", "rollout"], "accepted", ["r"]],
  ])("of %j is %s", (names, status, rolloutIds) => {
    expect(sumUp(judged(...names), null)).toMatchObject({ status, rolloutIds });
  });

  test("names each reason once", () => {
    expect(sumUp(judged("ignored", "ignored"), "untagged").reason).toBe("no-policy untagged");
  });
});

describe("another push of a tag for which a rollout waits", () => {
  const createdAt = new Date("2026-01-01T00:00:00Z");
  const after = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000);
  const join = (seconds: number, part: { hasDigest?: boolean; isHint?: boolean; attempts?: number }) => {
    const waiting = { createdAt, resolveAttempts: part.attempts ?? 0 };
    const push = { hasDigest: part.hasDigest ?? false, isHint: part.isHint ?? false };
    const askAt = joinedAskAt(waiting, push, after(seconds));
    return askAt && (askAt.getTime() - createdAt.getTime()) / 1000;
  };

  test.each<[string, number, Parameters<typeof join>[1], number | null]>([
    ["restarts the wait", 3, {}, 8],
    ["does not restart it beyond a minute", 57, {}, null],
    ["with a digest asks at once", 3, { hasDigest: true }, 3],
    ["asks again at once where the registry was down", 200, { attempts: 4 }, 200],
    ["as a hint does not hurry us", 200, { attempts: 4, isHint: true }, null],
  ])("%s", (_, seconds, part, askAt) => expect(join(seconds, part)).toBe(askAt));
});
