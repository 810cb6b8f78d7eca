import fc from "fast-check";
import semver from "semver";
import { describe, expect, it, test } from "vitest";
import type { ChangelogEntry, ChangeType } from "#lib/products/rules/changelog.ts";
import { isPrereleaseName, suggestNextVersion, type Bump } from "#lib/products/rules/next-version.ts";
import { compareVersions, parseVersion } from "#lib/products/rules/semver.ts";

const entry = (type: ChangeType, breaking = false): ChangelogEntry => ({ type, description: "It.", breaking });

function suggest(latest: string | null, entries: ChangelogEntry[] = [], bump?: Bump, prereleaseName = "rc") {
  return suggestNextVersion({ latest: latest === null ? null : parseVersion(latest), entries, bump, prereleaseName });
}

describe("the next version", () => {
  test.each<[string, string | null, ChangelogEntry[], string]>([
    ["begins with 0.1.0", null, [], "0.1.0"],
    ["is a patch where nothing is known", "1.2.3", [], "1.2.4"],
    ["is a patch for fixes and security", "1.2.3", [entry("fixed"), entry("security")], "1.2.4"],
    ["is a minor step for additions", "1.2.3", [entry("fixed"), entry("added")], "1.3.0"],
    ["is a minor step for deprecations", "1.2.3", [entry("deprecated")], "1.3.0"],
    ["is a major step for removals", "1.2.3", [entry("removed")], "2.0.0"],
    ["is a major step for anything that breaks", "1.2.3", [entry("fixed", true)], "2.0.0"],
    ["is a minor step for what breaks before 1.0.0", "0.4.2", [entry("changed", true), entry("removed")], "0.5.0"],
    ["goes on with a series of prereleases", "2.0.0-rc.1", [entry("added", true)], "2.0.0-rc.2"],
    ["counts a series that had no number yet", "2.0.0-beta", [], "2.0.0-beta.1"],
    ["counts beyond 2^53", "1.0.9007199254740993", [], "1.0.9007199254740994"],
    ["forgets build metadata", "1.0.0+build.7", [], "1.0.1"],
  ])("%s", (_, latest, entries, expected) => {
    expect(suggest(latest, entries)?.version).toBe(expected);
  });

  test.each<[string, Bump, string | undefined]>([
    ["1.2.3", "prerelease", "1.2.4-rc.1"],
    ["1.2.3", "release", undefined],
    ["2.0.0-rc.2", "release", "2.0.0"],
    ["2.0.0-rc.2", "major", "2.0.0"],
    ["2.1.0-rc.2", "major", "3.0.0"],
    ["2.1.0-rc.2", "minor", "2.1.0"],
  ])("from %s by a step of %s", (latest, bump, expected) => {
    expect(suggest(latest, [], bump)?.version).toBe(expected);
  });

  it("names a new series as it is told, on the step that the changes make", () => {
    expect(suggest("1.2.3", [entry("added")], "prerelease", "beta")?.version).toBe("1.3.0-beta.1");
  });

  it("offers every step that can be taken, each newer than the latest", () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.nat(30),
        fc.nat(30),
        fc.constantFrom("", "-rc.1", "-beta", "-a.1.b"),
        (a, b, c, tail) => {
          const latest = parseVersion(`${a}.${b}.${c}${tail}`)!;
          const candidates = suggest(latest.version)!.candidates;
          expect(candidates.length).toBe(tail === "" ? 4 : 5);
          for (const { version } of candidates) expect(compareVersions(parseVersion(version)!, latest)).toBe(1);
        },
      ),
    );
  });

  it("steps as the semver package does", () => {
    const bumps = ["major", "minor", "patch"] as const;
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(9),
        fc.nat(9),
        fc.constantFrom("", "-rc.1"),
        fc.constantFrom(...bumps),
        (a, b, c, tail, bump) => {
          const latest = `${a}.${b}.${c}${tail}`;
          expect(suggest(latest, [], bump)?.version).toBe(semver.inc(latest, bump));
        },
      ),
    );
  });
});

test.each([
  ["rc", true],
  ["release-candidate", true],
  ["1", false],
  ["a.b", true],
  ["", false],
  ["ä", false],
])("isPrereleaseName(%j) is %s", (name, expected) => {
  expect(isPrereleaseName(name)).toBe(expected);
});
