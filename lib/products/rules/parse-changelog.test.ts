import { describe, expect, it, test } from "vitest";
import { parseChangelog } from "#lib/products/rules/parse-changelog.ts";

describe("parseChangelog", () => {
  it("takes words of the language for no kinds of changes", () => {
    const { versions, problems } = parseChangelog("## 1.0.0\n### Constructor\n- a\n### toString\n- b");
    expect(versions[0]?.entries.map(({ type }) => type)).toEqual(["changed", "changed"]);
    expect(problems).toHaveLength(2);
  });

  it("reads a file of nothing but versions in no time", () => {
    const startedAt = performance.now();
    const { versions } = parseChangelog(Array.from({ length: 60_000 }, (_, i) => `## 1.0.${i}`).join("\n"));
    expect(versions).toHaveLength(60_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("reads a file as people write it", () => {
    const text = `# Changelog

All notable changes to this project will be documented in this file.

## [Unreleased]

### Added
- Something for later

## [1.1.0] - 2026-02-01

Faster everywhere.

### Added

* A page
  with a second line
  - and a detail
* **api:** An endpoint

### Fixed
- \`# no heading\`
\`\`\`sh
## no version either
\`\`\`

## [1.0.1] - 2026-01-05 [YANKED]
### Security
- **BREAKING:** Signed tokens only

## 1.0.0 (2026-01-01)
### Changed
- Everything

[unreleased]: https://example.com/compare/v1.1.0...HEAD
[1.1.0]: https://example.com/compare/v1.0.1...v1.1.0
`;
    expect(parseChangelog(text)).toEqual({
      unreleased: [{ type: "added", description: "Something for later" }],
      versions: [
        {
          version: "1.1.0",
          releasedOn: "2026-02-01",
          isYanked: false,
          releaseNotes: "Faster everywhere.",
          entries: [
            { type: "added", description: "A page\nwith a second line\n- and a detail" },
            { type: "added", description: "An endpoint", scope: "api" },
            { type: "fixed", description: "`# no heading`\n```sh\n## no version either\n```" },
          ],
        },
        {
          version: "1.0.1",
          releasedOn: "2026-01-05",
          isYanked: true,
          releaseNotes: "",
          entries: [{ type: "security", description: "Signed tokens only", breaking: true }],
        },
        {
          version: "1.0.0",
          releasedOn: "2026-01-01",
          isYanked: false,
          releaseNotes: "",
          entries: [{ type: "changed", description: "Everything" }],
        },
      ],
      problems: [],
    });
  });

  test.each([
    ["a version that is none", "## Spring\n### Added\n- x", { line: 1, message: expect.stringContaining("Spring") }],
    ["a number given twice", "## [1.0.0]\n## [1.0.0]", { line: 2, message: expect.stringContaining("second time") }],
    ["a kind that is none", "## [1.0.0]\n### Oddities\n- x", { line: 2, message: expect.stringContaining("Oddities") }],
  ])("tells of %s", (_, text, problem) => {
    expect(parseChangelog(text).problems).toEqual([problem]);
  });

  it("reads what other tools write", () => {
    const text =
      "\uFEFF## v2.0.0 (2026-01-01)\r\n\r\n### ⚠ BREAKING CHANGES\r\n\r\n* new names\r\n\r\n### Bug Fixes\r\n\r\n* **ui:** a color\r\n";
    expect(parseChangelog(text).versions[0]).toMatchObject({
      version: "2.0.0",
      entries: [
        { type: "changed", description: "new names", breaking: true },
        { type: "fixed", description: "a color", scope: "ui" },
      ],
    });
  });

  it("finds nothing in nothing", () => {
    expect(parseChangelog("")).toEqual({ unreleased: [], versions: [], problems: [] });
    expect(parseChangelog("# Title\n\n- an item of nothing\n")).toEqual({ unreleased: [], versions: [], problems: [] });
  });
});

it("reads a megabyte of what looks like headings in no time", () => {
  const text = `## [1.0.0]\n### Added${" ".repeat(400_000)}x\n- ${"#".repeat(400_000)}\n## ${"[".repeat(100_000)}`;
  const before = performance.now();
  parseChangelog(text);
  expect(performance.now() - before).toBeLessThan(1_000);
});
