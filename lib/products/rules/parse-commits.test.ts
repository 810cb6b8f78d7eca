import { describe, expect, it, test } from "vitest";
import { parseCommits } from "#lib/products/rules/parse-commits.ts";

describe("parseCommits", () => {
  test.each<[string, string, unknown]>([
    ["a feature", "feat: a page", { type: "added", description: "A page" }],
    ["a fix with its scope", "fix(api): a leak", { type: "fixed", description: "A leak", scope: "api" }],
    ["what is faster", "perf: polls", { type: "changed", description: "Polls" }],
    ["a break by its mark", "feat(api)!: names", { type: "added", description: "Names", scope: "api", breaking: true }],
    [
      "a break by its footer",
      "refactor: names\n\nAll of them.\n\nBREAKING CHANGE: say `version` instead of `tag`",
      { type: "changed", description: "Names\n\nsay `version` instead of `tag`", breaking: true },
    ],
    [
      "what was reverted",
      'Revert "feat: a page"\n\nThis reverts commit 0123456789abcdef.',
      { type: "changed", description: "Revert “feat: a page”" },
    ],
  ])("tells %s", (_, text, expected) => {
    expect(parseCommits(text)).toEqual({ entries: [expected], leftOut: [] });
  });

  it("leaves out what users need not know, and says why", () => {
    expect(parseCommits("ci: faster\nchore(deps): newer ones\nfix: a leak")).toEqual({
      entries: [{ type: "fixed", description: "A leak" }],
      leftOut: [
        { header: "ci: faster", reason: "Commits of type ci do not concern users." },
        { header: "chore(deps): newer ones", reason: "Commits of type chore do not concern users." },
      ],
    });
    expect(parseCommits("Mend the page").leftOut).toEqual([
      { header: "Mend the page", reason: "It is no conventional commit." },
    ]);
  });

  it("reads what git log prints", () => {
    const text = `commit 1f0c6e1b7f8f2f4ad9b4b2e6d5d7a8c9e0f1a2b3 (HEAD -> main)
Author: Ada <ada@example.com>
Date:   Thu Jan 1 00:00:00 2026 +0000

    feat: a page

    With a body that says fix: nothing.

commit 2f0c6e1b7f8f2f4ad9b4b2e6d5d7a8c9e0f1a2b3
Merge: 1f0c6e1 3f0c6e1
Author: Ada <ada@example.com>
Date:   Thu Jan 1 00:00:00 2026 +0000

    Merge branch 'main'
`;
    expect(parseCommits(text)).toEqual({
      entries: [{ type: "added", description: "A page" }],
      leftOut: [{ header: "Merge branch 'main'", reason: "It is no conventional commit." }],
    });
  });

  it("reads --oneline, bullets, and bodies one after the other", () => {
    expect(parseCommits("1f0c6e1 feat: one\n2f0c6e1 (tag: v1) fix: two").entries).toHaveLength(2);
    expect(parseCommits("- feat: one\n* fix: two").entries).toHaveLength(2);
    const bodies = "feat: one\n\nIts body.\n\nCloses: #1\n\nfix: two\r\n\r\nIts body.\r\n";
    expect(parseCommits(bodies).entries.map(({ description }) => description)).toEqual(["One", "Two"]);
  });

  it("takes words of the language for no types", () => {
    expect(parseCommits("constructor: x").entries).toEqual([]);
    expect(parseCommits("toString(a)!: y").entries).toMatchObject([{ type: "changed", breaking: true }]);
  });

  it.each(["#1 ", "closes ", "@a", "BREAKING CHANGE", "a\n"])("leaves out what is made of %j alone", (part) => {
    const startedAt = performance.now();
    const { leftOut } = parseCommits(`feat: one\n\n${part.repeat(60_000)}\nfeat: two`);
    expect(leftOut).toMatchObject([{ header: "feat: one", reason: expect.stringContaining("10,000") }]);
    parseCommits(Array.from({ length: 20 }, () => `feat: one\n\n${part.repeat(9_000 / part.length)}`).join("\n"));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
