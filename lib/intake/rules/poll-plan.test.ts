import { describe, expect, test } from "vitest";
import type { Candidate } from "#lib/intake/rules/choose-policy.ts";
import { planPoll, watchedImages } from "#lib/intake/rules/poll-plan.ts";
import type { TagRule } from "#lib/intake/rules/tag-rule.ts";

function policy(imagePattern: string, tagRule: TagRule | null = null): Candidate {
  return {
    id: imagePattern,
    name: imagePattern,
    imagePattern,
    tagRule,
    priority: 0,
    enabled: true,
    createdAt: new Date("2026-01-01"),
  };
}

describe("which repositories are polled", () => {
  test.each<[string, string[], string[]]>([
    ["ghcr.io/acme/gateway", [], ["ghcr.io/acme/gateway"]],
    ["acme/gateway", [], ["docker.io/acme/gateway"]],
    ["acme/gateway", ["ghcr.io/acme/gateway", "ghcr.io/acme/other"], ["ghcr.io/acme/gateway"]],
    ["acme/*", ["ghcr.io/acme/gateway"], []],
    ["**", ["ghcr.io/acme/gateway"], []],
  ])("%s, knowing %j: %j", (pattern, known, images) => {
    expect(watchedImages([policy(pattern)], known).map((image) => image.name)).toEqual(images);
  });

  test("each once", () => {
    expect(watchedImages([policy("a/b"), policy("docker.io/a/b")], [])).toHaveLength(1);
  });
});

describe("which tags are looked at", () => {
  const image = { registryHost: "docker.io", repository: "acme/app", name: "docker.io/acme/app" };
  const semver: TagRule = { kind: "semver", value: "^1.0.0" };
  const plan = (rule: TagRule | null, listed: string[], known: string[], isComplete = true) =>
    planPoll({
      policies: [policy("acme/app", rule)],
      image,
      listed: { tags: listed, isComplete },
      known: known.map((tag) => ({ tag })),
    });

  test("those that the rule takes: new ones and known ones", () => {
    expect(plan(semver, ["1.0.0", "1.1.0", "2.0.0", "latest"], ["1.0.0", "1.0.1"])).toEqual({
      newTags: ["1.1.0"],
      baseline: [],
      toCheck: [{ tag: "1.0.0" }],
    });
  });

  test("the newest version first under a SemVer rule, last without one", () => {
    expect(plan(semver, ["1.2.0", "1.10.0", "1.9.0"], []).newTags).toEqual(["1.10.0", "1.9.0", "1.2.0"]);
    expect(plan(null, ["1.2.0", "1.10.0", "x"], []).newTags).toEqual(["x", "1.2.0", "1.10.0"]);
  });

  test("no more than twenty new and twenty known ones; the rest is remembered", () => {
    const many = Array.from({ length: 50 }, (_, index) => `1.0.${index}`);
    expect(plan(semver, many, []).newTags).toHaveLength(20);
    expect(plan(semver, many, []).newTags[0]).toBe("1.0.49");
    expect(plan(semver, many, []).baseline).toHaveLength(30);
    expect(plan(semver, many, many).toCheck).toHaveLength(20);
  });

  test("an unknown tag in a list that was cut short is news only for versions", () => {
    expect(plan(null, ["a"], [], false)).toEqual({ newTags: [], baseline: ["a"], toCheck: [] });
    expect(plan(semver, ["1.0.0"], [], false).newTags).toEqual(["1.0.0"]);
  });
});
