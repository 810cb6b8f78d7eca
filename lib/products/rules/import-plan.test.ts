import { expect, test } from "vitest";
import { planImport, type ImportOptions, type KnownVersion } from "#lib/products/rules/import-plan.ts";
import type { ParsedVersion } from "#lib/products/rules/parse-changelog.ts";

const given: ParsedVersion = {
  version: "1.0.0",
  releasedOn: null,
  isYanked: false,
  releaseNotes: "",
  entries: [{ type: "fixed", description: "A leak" }],
};
const known: KnownVersion = { id: "1", version: "1.0.0", changelog: [], releaseNotes: "" };
const other = [{ type: "added" as const, description: "A page" }];

test.each<[string, KnownVersion[], Partial<ImportOptions>, Partial<ParsedVersion>, string]>([
  ["fills an empty changelog", [known], {}, {}, "update"],
  ["leaves another changelog alone", [{ ...known, changelog: other }], {}, {}, "skip"],
  ["replaces it where that was asked for", [{ ...known, changelog: other }], { overwrite: true }, {}, "update"],
  ["leaves alone what is the same", [{ ...known, changelog: given.entries }], { overwrite: true }, {}, "skip"],
  ["leaves alone what says nothing", [known], {}, { entries: [] }, "skip"],
  ["leaves out what is longer than may be kept", [known], {}, { releaseNotes: "a".repeat(100_001) }, "skip"],
  ["makes no version unasked", [], {}, {}, "skip"],
  ["makes a version where that was asked for", [], { missing: "create" }, {}, "create"],
])("%s", (_, versions, options, change, action) => {
  const [step] = planImport([{ ...given, ...change }], versions, { missing: "skip", overwrite: false, ...options });
  expect(step?.action).toBe(action);
  expect(step?.reason === null).toBe(action !== "skip");
});
