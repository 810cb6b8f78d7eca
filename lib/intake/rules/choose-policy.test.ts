import { describe, expect, test } from "vitest";
import { choosePolicy, type Candidate } from "#lib/intake/rules/choose-policy.ts";

const image = { registryHost: "ghcr.io", repository: "acme/gateway" };

function policy(name: string, part: Partial<Candidate> = {}): Candidate {
  return {
    id: name,
    name,
    imagePattern: "acme/*",
    tagRule: null,
    priority: 0,
    enabled: true,
    createdAt: new Date("2026-01-01"),
    ...part,
  };
}

describe("which of two policies decides", () => {
  test.each<[string, Candidate, Candidate, RegExp]>([
    [
      "the higher priority",
      policy("a", { priority: 1 }),
      policy("b", { imagePattern: "ghcr.io/acme/gateway" }),
      /priority/,
    ],
    ["the more specific pattern", policy("a", { imagePattern: "acme/gateway" }), policy("b"), /specific/],
    ["the older one", policy("a"), policy("b", { createdAt: new Date("2026-02-01") }), /older/],
    ["the only one that matches", policy("a"), policy("b", { imagePattern: "other/*" }), /only policy/],
    ["the only one switched on", policy("a"), policy("b", { enabled: false, priority: 9 }), /only policy/],
    [
      "the only one that takes the tag",
      policy("a"),
      policy("b", { priority: 9, tagRule: { kind: "semver", value: "^2.0.0" } }),
      /only policy/,
    ],
  ])("%s, in either order", (_, winner, loser, reason) => {
    for (const policies of [
      [winner, loser],
      [loser, winner],
    ]) {
      const choice = choosePolicy(policies, image, "1.4.2");
      expect(choice.chosen?.name).toBe("a");
      expect(choice.reason).toMatch(reason);
      expect(choice.others).toEqual([{ policyId: "b", name: "b", reason: expect.any(String) }]);
    }
  });

  test("nobody, with the reason", () => {
    expect(choosePolicy([], image, "1")).toMatchObject({ chosen: null, reason: expect.stringMatching(/^no-policy/) });
    const semver = policy("a", { tagRule: { kind: "semver", value: "^2.0.0" } });
    expect(choosePolicy([semver], image, "1.4.2").reason).toContain("outside ^2.0.0");
  });
});
