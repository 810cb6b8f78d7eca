import { describe, expect, test } from "vitest";
import { errorCodes, judgeFailure, judgeManifest, retryAfterSeconds } from "#lib/registries/rules/registry-answer.ts";
import { parseChallenge, realmBelongsTo } from "#lib/registries/rules/registry-challenge.ts";
import { planResolve, reasonKind } from "#lib/intake/rules/resolve-plan.ts";
import type { TagOutcome } from "#lib/registries/rules/registry-answer.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const INDEX = "application/vnd.oci.image.index.v1+json";
const now = new Date("2026-11-15T12:00:00Z");

describe("a manifest", () => {
  test.each([
    ["with header", { digest: DIGEST, contentType: INDEX, computedDigest: null }, { kind: "found", digest: DIGEST }],
    [
      "with a charset",
      { digest: DIGEST, contentType: `${INDEX}; charset=utf-8`, computedDigest: null },
      { kind: "found" },
    ],
    ["computed", { digest: null, contentType: INDEX, computedDigest: DIGEST }, { kind: "found", digest: DIGEST }],
    ["that agrees", { digest: DIGEST, contentType: INDEX, computedDigest: DIGEST }, { kind: "found", digest: DIGEST }],
    ["that contradicts itself", { digest: OTHER, contentType: INDEX, computedDigest: DIGEST }, { kind: "unreachable" }],
    ["of a chart", { digest: DIGEST, contentType: "application/json", computedDigest: null }, { kind: "notAnImage" }],
    ["without type", { digest: DIGEST, contentType: null, computedDigest: null }, { kind: "notAnImage" }],
  ])("%s", (_, facts, outcome) => expect(judgeManifest(facts)).toMatchObject(outcome));

  test.each([null, "", "nonsense"])("with the digest header %j must be fetched", (digest) => {
    expect(judgeManifest({ digest, contentType: INDEX, computedDigest: null })).toBeNull();
  });
});

describe("answers that are no success", () => {
  test.each([
    [404, ["MANIFEST_UNKNOWN"], "tagNotFound"],
    [404, [], "tagNotFound"],
    [404, ["NAME_UNKNOWN"], "noSuchRepository"],
    [401, ["UNAUTHORIZED"], "denied"],
    [403, ["DENIED"], "denied"],
    [429, ["TOOMANYREQUESTS"], "limited"],
    [500, [], "unreachable"],
    [503, [], "unreachable"],
    [418, [], "unreachable"],
  ])("%d %j is %s", (status, codes, kind) => expect(judgeFailure(status, codes, null).kind).toBe(kind));

  test.each([
    ['{"errors":[{"code":"NAME_UNKNOWN"}]}', ["NAME_UNKNOWN"]],
    ["<html>", []],
    ["null", []],
    ['{"errors":[null]}', [""]],
    ['{"errors":"x"}', []],
  ])("the codes of %s", (body, codes) => expect(errorCodes(body)).toEqual(codes));

  test.each([
    [null, null],
    ["120", 120],
    ["0", 1],
    ["Sun, 15 Nov 2026 12:02:00 GMT", 120],
    ["Sun, 15 Nov 2020 12:02:00 GMT", 1],
    ["soon", null],
    ["99999999", 21_600],
  ])("Retry-After %j", (header, seconds) => expect(retryAfterSeconds(header, now)).toBe(seconds));
});

describe("challenges", () => {
  test.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/x:pull,push"',
      {
        scheme: "bearer",
        realm: "https://auth.docker.io/token",
        service: "registry.docker.io",
        scopes: ["repository:acme/x:pull,push"],
      },
    ],
    ["bearer REALM=https://r/t", { scheme: "bearer", realm: "https://r/t", service: null, scopes: [] }],
    [
      'Bearer realm="https://r/t", scope="repository:a:pull repository:b:pull"',
      { scheme: "bearer", realm: "https://r/t", service: null, scopes: ["repository:a:pull", "repository:b:pull"] },
    ],
    [
      'Basic realm="x, y", Bearer realm="https://r/t"',
      { scheme: "bearer", realm: "https://r/t", service: null, scopes: [] },
    ],
    ['Basic realm="Registry"', { scheme: "basic" }],
    ["Basic", { scheme: "basic" }],
    ['Bearer realm="a\\"b"', { scheme: "bearer", realm: 'a"b', service: null, scopes: [] }],
    ["Bearer", null],
    ["Negotiate", null],
    ["", null],
    [null, null],
    ['"""=,,=', null],
  ])("%s", (header, challenge) => expect(parseChallenge(header)).toEqual(challenge));

  test.each([
    ["ghcr.io", "ghcr.io", true],
    ["auth.docker.io", "docker.io", true],
    ["gitlab.com", "registry.gitlab.com", true],
    ["auth.acme.example", "registry.acme.example", true],
    ["acme.example", "registry.acme.example", true],
    ["auth.quay.io", "quay.io", true],
    ["127.0.0.1:5001", "127.0.0.1:5000", false],
    ["10.0.0.2", "10.0.0.1", false],
    ["evil.azurecr.io", "acme.azurecr.io", false],
    ["evil.example", "registry.acme.example", false],
    ["evilacme.example", "registry.acme.example", false],
    ["evil.io", "quay.io", false],
  ])("the token server %s belongs to %s: %s", (realm, registry, answer) => {
    expect(realmBelongsTo(realm, registry)).toBe(answer);
  });
});

describe("what becomes of a waiting rollout", () => {
  const plan = (outcome: TagOutcome, previousReason: string | null = null, previousAttempts = 0) =>
    planResolve({ outcome, tag: "1.4.2", registryHost: "ghcr.io", previousReason, previousAttempts, now, chance: 0.5 });

  /** The pauses when the registry gives the same answer again and again. */
  function waits(outcome: TagOutcome, times: number): (number | string | null)[] {
    let [reason, attempts]: [string | null, number] = ["resolving: x", 0];
    return Array.from({ length: times }, () => {
      const planned = plan(outcome, reason, attempts);
      if (planned.kind !== "wait") return planned.kind;
      [reason, attempts] = [planned.reason, planned.attempts];
      return planned.retryAt && (planned.retryAt.getTime() - now.getTime()) / 1000;
    });
  }

  test.each<[string, TagOutcome, (number | string)[]]>([
    ["a tag that is not there yet", { kind: "tagNotFound" }, [2, 10, 30, 60, "cancel"]],
    ["a repository that is not there", { kind: "noSuchRepository" }, [2, "cancel"]],
    ["an outage", { kind: "unreachable", reason: "x" }, [5, 10, 20, 40, 80, 160, 300, 300]],
    ["a limit without a time", { kind: "limited", retryAfterSeconds: null }, [60, 120, 240, 480, 960, 1800, 1800]],
    ["a limit with a time", { kind: "limited", retryAfterSeconds: 7 }, [7, 7]],
    ["something else than an image", { kind: "notAnImage", mediaType: "x/y" }, ["cancel"]],
    ["a digest", { kind: "found", digest: DIGEST, mediaType: INDEX }, ["confirm"]],
  ])("%s", (_, outcome, expected) => {
    expect(waits(outcome, expected.length)).toEqual(expected);
  });

  test("no access waits for other credentials", () => {
    expect(plan({ kind: "denied", reason: "no" })).toMatchObject({ kind: "wait", retryAt: null });
  });

  test("outages do not use up the tries of a missing tag", () => {
    expect(plan({ kind: "tagNotFound" }, "unreachable: x", 9)).toMatchObject({ kind: "wait", attempts: 1 });
    expect(plan({ kind: "tagNotFound" }, "tag-not-found: x", 4)).toMatchObject({ kind: "cancel" });
  });

  test("a reason tells what it is about", () => {
    expect(reasonKind("tag-not-found: x: y")).toBe("tag-not-found");
    expect(reasonKind("Waits for the registry")).toBeNull();
    expect(reasonKind(null)).toBeNull();
  });
});
