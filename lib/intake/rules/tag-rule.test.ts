import { describe, expect, test } from "vitest";
import { judgeProgress } from "#lib/intake/rules/newer-version.ts";
import { judgeTag, tagRuleFault, type TagRule } from "#lib/intake/rules/tag-rule.ts";

const semver = (value: string): TagRule => ({ kind: "semver", value });
const glob = (value: string): TagRule => ({ kind: "glob", value });
const regex = (value: string): TagRule => ({ kind: "regex", value });

describe("which tags a rule takes", () => {
  test.each<[TagRule | null, string, boolean]>([
    [null, "latest", true],
    [semver("^1.4.0"), "1.4.2", true],
    [semver("^1.4.0"), "v1.5.0", true],
    [semver("^1.4.0"), "2.0.0", false],
    [semver("^1.4.0"), "latest", false],
    [semver("^1.4.0"), "1.4", false],
    [semver("^1.4.0"), "1.5.0-rc.1", false],
    [semver(">=1.5.0-0"), "1.5.0-rc.1", true],
    [semver(">=1.5.0-0"), "1.6.0-rc.1", false],
    [semver("*"), "3.2.1", true],
    [semver("1.x || 3.x"), "3.0.0", true],
    [glob("v*"), "v1", true],
    [glob("v*"), "1", false],
    [glob("release-?.*"), "release-1.20", true],
    [glob("{stable,beta}"), "beta", true],
    [glob("*-edge"), "1.2-edge", true],
    [regex("v[0-9]+"), "v12", true],
    [regex("v[0-9]+"), "v12x", false],
    [regex("^main-[0-9a-f]{7}$"), "main-0a1b2c3", true],
  ])("%j takes %s: %s", (rule, tag, answer) => expect(judgeTag(rule, tag).matches).toBe(answer));

  test("a prerelease is refused with the reason", () => {
    expect(judgeTag(semver("^1.4.0"), "1.5.0-rc.1")).toMatchObject({ reason: expect.stringContaining("prerelease") });
  });

  test.each([regex("(a+)+b"), glob("*a*a*a*a*a*a*a*a*b")])("%j answers at once on a hostile tag", (rule) => {
    const started = performance.now();
    judgeTag(rule, "a".repeat(128));
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe("rules that can work have no fault", () => {
  test.each([
    semver("^1.4.0"),
    semver("*"),
    semver("1.x || >=3"),
    semver(">=1.0.0-0"),
    glob("v*"),
    glob("*"),
    regex(".*"),
    regex("a|b"),
  ])("%j", (rule) => expect(tagRuleFault(rule)).toBeNull());
});

describe("rules that cannot work say why", () => {
  test.each<[TagRule, RegExp]>([
    [semver("banana"), /not a SemVer range/],
    [semver(""), /every version/],
    [semver(">2.0.0 <1.0.0"), /No version lies/],
    [semver("<0.0.0-0"), /No version lies/],
    [semver("1.2.3 1.2.4"), /No version lies/],
    [glob("feature/*"), /No valid tag/],
    [glob("v 1"), /No valid tag/],
    [glob("-x*"), /No valid tag/],
    [regex("(?=x)"), /RE2/],
    [regex("("), /RE2/],
    [regex("(a)\\1"), /RE2/],
    [regex("((x{50}){50}){50}"), /RE2/],
    [regex("x".repeat(256)), /longer than 255/],
  ])("%j", (rule, message) => expect(tagRuleFault(rule)).toMatch(message));
});

describe("progress under a SemVer rule", () => {
  test.each<[string, string[], boolean]>([
    ["1.4.2", [], true],
    ["1.4.2", ["1.4.1"], true],
    ["1.4.2", ["1.4.1", "1.5.0"], false],
    ["1.10.0", ["1.9.0"], true],
    ["v1.4.2", ["1.4.2"], false],
    ["1.4.2", ["1.4.2"], true],
    ["1.4.2", ["1.4.2", "1.4.3"], false],
    ["1.4.2-rc.1", ["1.4.2"], false],
    ["1.4.2", ["latest"], true],
  ])("%s after %j is a step forward: %s", (tag, before, forward) => {
    expect(judgeProgress(semver("*"), tag, before).forward).toBe(forward);
  });

  test("other rules know no order", () => {
    expect(judgeProgress(glob("*"), "1.0.0", ["2.0.0"]).forward).toBe(true);
    expect(judgeProgress(null, "1.0.0", ["2.0.0"]).forward).toBe(true);
  });
});
