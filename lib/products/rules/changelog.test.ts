import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHANGE_TYPES, groupEntries, writeChangelog, type ChangelogEntry } from "#lib/products/rules/changelog.ts";
import { parseChangelog } from "#lib/products/rules/parse-changelog.ts";

const notes = "A calm release.\n\n# Thanks\n\nTo all.";

describe("writeChangelog", () => {
  it("writes the form of Keep a Changelog", () => {
    const text = writeChangelog(
      [
        {
          version: "2.0.0",
          releasedAt: "2026-03-01T10:00:00.000Z",
          isDeprecated: false,
          releaseNotes: notes,
          entries: [
            { type: "fixed", description: "A leak\nin two places", scope: "core" },
            { type: "added", description: "A page" },
            { type: "added", description: "Another address", breaking: true },
          ],
          url: "https://slipway.example.com/products/app/versions/2.0.0",
        },
        { version: "1.0.0", releasedAt: "2026-01-01T00:00:00.000Z", isDeprecated: true, releaseNotes: "", entries: [] },
      ],
      { title: "App" },
    );
    expect(text).toBe(`# Changelog

All notable changes to App are documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/),
and this project adheres to [Semantic Versioning](https://semver.org/spec/v2.0.0.html).

## [2.0.0] - 2026-03-01

A calm release.

#### Thanks

To all.

### Added

- **BREAKING** Another address
- A page

### Fixed

- **core:** A leak
  in two places

## [1.0.0] - 2026-01-01 [YANKED]

[2.0.0]: https://slipway.example.com/products/app/versions/2.0.0
`);
  });

  it("writes what parseChangelog reads back", () => {
    const word = fc.stringMatching(/^[a-z][a-z ]{0,20}[a-z]$/);
    const entry = fc.record(
      {
        type: fc.constantFrom(...CHANGE_TYPES),
        description: fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n")),
        scope: word,
        breaking: fc.constant(true),
      },
      { requiredKeys: ["type", "description"] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), word, fc.boolean(), (entries, releaseNotes, isDeprecated) => {
        const version = {
          version: "1.2.3-rc.1",
          releasedAt: "2026-01-02T03:04:05Z",
          isDeprecated,
          releaseNotes,
          entries,
        };
        expect(parseChangelog(writeChangelog([version], { title: "App" }))).toEqual({
          unreleased: [],
          versions: [
            {
              version: "1.2.3-rc.1",
              releasedOn: "2026-01-02",
              isYanked: isDeprecated,
              releaseNotes,
              entries: groupEntries(entries as ChangelogEntry[]).flatMap((group) => group.entries),
            },
          ],
          problems: [],
        });
      }),
    );
  });
});
