import { expect, it } from "vitest";
import { measureDrift } from "#lib/environments/rules/drift.ts";

const runs = (version: string, digest: string | null = `of ${version}`) => ({ version, digest });

it.each([
  ["nothing anywhere", null, null, { kind: "none" }],
  ["nothing before it", runs("1.0.0"), null, { kind: "none" }],
  ["nothing here", null, runs("1.0.0"), { kind: "missing" }],
  ["the same", runs("1.0.0"), runs("1.0.0"), { kind: "same" }],
  ["the same by name, where a digest is not known", runs("1.0.0", null), runs("1.0.0"), { kind: "same" }],
  ["other content under the same name", runs("1.0.0", "a"), runs("1.0.0", "b"), { kind: "digest" }],
  ["another build of the same precedence", runs("1.0.0+1"), runs("1.0.0+2"), { kind: "digest" }],
  ["an older one", runs("1.0.0"), runs("1.2.0"), { kind: "behind", versions: 12, step: "minor" }],
  ["a newer one", runs("2.0.0"), runs("1.9.9"), { kind: "ahead", versions: 12, step: "major" }],
  ["a prerelease of it", runs("2.0.0-rc.1"), runs("2.0.0"), { kind: "behind", versions: 12, step: "prerelease" }],
] as const)("%s", (_title, here, before, drift) => {
  expect(measureDrift(here, before, () => 12)).toEqual(drift);
});

it("counts from the older to the newer, whichever runs where", () => {
  const asked: string[] = [];
  const between = (older: string, newer: string) => asked.push(`${older}..${newer}`);
  measureDrift(runs("1.0.0"), runs("1.1.0"), between);
  measureDrift(runs("1.1.0"), runs("1.0.0"), between);
  expect(asked).toEqual(["1.0.0..1.1.0", "1.0.0..1.1.0"]);
});
