import fc from "fast-check";
import semver from "semver";
import { describe, expect, it, test } from "vitest";
import {
  compareVersions,
  isBreaking,
  parseVersion,
  parseVersionTag,
  precedenceKey,
  versionDifference,
  type SemanticVersion,
} from "#lib/products/rules/semver.ts";

function version(text: string): SemanticVersion {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

describe("parseVersion", () => {
  it("keeps prerelease and build apart", () => {
    expect(parseVersion("1.2.3-rc.1+build.5")).toEqual({
      version: "1.2.3-rc.1+build.5",
      major: "1",
      minor: "2",
      patch: "3",
      prerelease: ["rc", "1"],
      build: "build.5",
    });
  });

  test.each([
    "1.2",
    "1.2.3.4",
    "01.2.3",
    "1.2.3-01",
    "1.2.3-",
    "1.2.3+",
    "v1.2.3",
    "latest",
    "",
    " 1.2.3",
    "1.2.3\n",
    "1.2.3-ä",
  ])("refuses %j", (text) => {
    expect(parseVersion(text)).toBeNull();
  });

  test.each(["0.0.0", "1.0.0-0A.is.legal", "1.0.0--", "99999999999999999999999.0.0", "1.0.0+001", "1.0.0-alpha-a.b-c"])(
    "accepts %s",
    (text) => {
      expect(parseVersion(text)?.version).toBe(text);
    },
  );

  it("refuses what is longer than a version may be", () => {
    expect(parseVersion(`1.0.0-${"a".repeat(300)}`)).toBeNull();
  });
});

describe("parseVersionTag", () => {
  it("drops one leading v", () => {
    expect(parseVersionTag("v1.4.2")?.version).toBe("1.4.2");
    expect(parseVersionTag("1.4.2")?.version).toBe("1.4.2");
    expect(parseVersionTag("vv1.4.2")).toBeNull();
    expect(parseVersionTag("latest")).toBeNull();
  });
});

// The chain of semver.org §11, with numbers beyond 2^53 added. Each is older than the next.
const ASCENDING = [
  "0.0.1",
  "0.1.0",
  "1.0.0-0",
  "1.0.0-1",
  "1.0.0-9007199254740993",
  "1.0.0-9007199254740994",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-alpha-1",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.2.0",
  "1.10.0",
  "2.0.0",
  "10.0.0",
  "9007199254740993.0.0",
  "9007199254740994.0.0",
];

describe("compareVersions", () => {
  test.each(ASCENDING.slice(1).map((newer, index) => [ASCENDING[index] ?? "", newer]))(
    "%s is older than %s",
    (older, newer) => {
      expect(compareVersions(version(older), version(newer))).toBe(-1);
      expect(compareVersions(version(newer), version(older))).toBe(1);
    },
  );

  it("ignores build metadata", () => {
    expect(compareVersions(version("1.0.0+1"), version("1.0.0+2"))).toBe(0);
  });

  it("agrees with the semver package wherever that can read the numbers", () => {
    fc.assert(
      fc.property(versions(1000n), versions(1000n), (a, b) => {
        expect(compareVersions(version(a), version(b))).toBe(semver.compare(a, b));
      }),
    );
  });
});

describe("precedenceKey", () => {
  it("sorts bytewise as versions sort by precedence, whatever the length of their numbers", () => {
    fc.assert(
      fc.property(versions(10n ** 30n), versions(10n ** 30n), (a, b) => {
        const keys = Buffer.compare(Buffer.from(precedenceKey(version(a))), Buffer.from(precedenceKey(version(b))));
        expect(Math.sign(keys)).toBe(compareVersions(version(a), version(b)));
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps the documented chain in order", () => {
    const sorted = [...ASCENDING].sort((a, b) => (precedenceKey(version(a)) < precedenceKey(version(b)) ? -1 : 1));
    expect(sorted).toEqual(ASCENDING);
  });
});

describe("versionDifference and isBreaking", () => {
  test.each([
    ["1.0.0", "2.0.0", "major", true],
    ["2.1.0", "1.9.9", "major", true],
    ["0.9.0", "1.0.0", "major", true],
    ["0.1.0", "0.2.0", "minor", true],
    ["1.1.0", "1.2.0", "minor", false],
    ["0.1.1", "0.1.2", "patch", false],
    ["1.0.0-rc.1", "1.0.0", "prerelease", false],
    ["1.0.0-rc.1", "1.0.0-rc.2", "prerelease", false],
    ["1.0.0+a", "1.0.0+b", null, false],
  ] as const)("from %s to %s: %s", (from, to, difference, breaking) => {
    expect(versionDifference(version(from), version(to))).toBe(difference);
    expect(isBreaking(version(from), version(to))).toBe(breaking);
  });
});

function versions(numberMax: bigint): fc.Arbitrary<string> {
  const number = fc.bigInt({ min: 0n, max: numberMax }).map(String);
  const small = fc.integer({ min: 0, max: 2 }).map(String);
  const part = fc.oneof(small, number);
  const text = fc
    .string({ unit: fc.constantFrom(..."abzABZ019-"), minLength: 1, maxLength: 4 })
    .filter((identifier) => !/^0\d+$/.test(identifier));
  const identifiers = fc.array(fc.oneof(part, text), { maxLength: 3 });
  const build = fc.option(fc.constantFrom("1", "a.b", "001"), { nil: undefined });
  return fc.tuple(part, part, part, identifiers, build).map(([major, minor, patch, prerelease, metadata]) => {
    const suffix = prerelease.length > 0 ? `-${prerelease.join(".")}` : "";
    return `${major}.${minor}.${patch}${suffix}${metadata === undefined ? "" : `+${metadata}`}`;
  });
}
