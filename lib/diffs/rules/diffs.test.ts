import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareManifests, type DependencyChange } from "#lib/diffs/rules/dependencies-diff.ts";
import { counterpartOf, findChanges, layOutRows } from "#lib/diffs/rules/diff-rows.ts";
import { compareEntries } from "#lib/diffs/rules/entries-diff.ts";
import { readEntryName, staysInside, type Contents, type Entry } from "#lib/diffs/rules/entry.ts";
import { compareEnvironments } from "#lib/diffs/rules/environment-diff.ts";
import { layOutTree } from "#lib/diffs/rules/file-tree.ts";
import { compareLayers } from "#lib/diffs/rules/image-diff.ts";
import { compareOverlays, overlay } from "#lib/diffs/rules/layer-files.ts";
import { isManifest, readManifest } from "#lib/diffs/rules/lock-files.ts";
import { compareDocuments } from "#lib/diffs/rules/structure-diff.ts";
import { compareLines, splitLines } from "#lib/diffs/rules/text-diff.ts";
import { readRange } from "#lib/diffs/rules/version-range.ts";
import { compareWords } from "#lib/diffs/rules/words.ts";

const anEntry = (path: string, sha256 = path, part: Partial<Entry> = {}): Entry => ({
  ...{ path, sha256, kind: "text", size: 1, mode: null, textAt: 0 },
  ...part,
});
const contents = (entries: Entry[], format: Contents["format"] = "zip"): Contents => ({
  ...{ format, entries, findings: [], findingCount: 0, unreadable: null },
});
const told = (from: Entry[], to: Entry[], format?: Contents["format"]) =>
  compareEntries(contents(from, format), contents(to, format)).map(({ status, path, fromPath }) =>
    fromPath === null ? `${status} ${path}` : `${status} ${fromPath} > ${path}`,
  );

describe("the difference of two archives", () => {
  it.each<[string, Entry[], Entry[], string[]]>([
    ["nothing", [], [], []],
    ["the same", [anEntry("a")], [anEntry("a")], ["unchanged a"]],
    ["other text", [anEntry("a", "1")], [anEntry("a", "2")], ["modified a"]],
    ["another mode", [anEntry("a", "1", { mode: 0o644 })], [anEntry("a", "1", { mode: 0o755 })], ["modified a"]],
    ["a file that became a link", [anEntry("a", "1")], [anEntry("a", "1", { kind: "link" })], ["modified a"]],
    ["moved", [anEntry("x/a", "1")], [anEntry("y/a", "1"), anEntry("z")], ["moved x/a > y/a", "added z"]],
    [
      "moved once, copied once",
      [anEntry("a", "1")],
      [anEntry("b", "1"), anEntry("c", "1")],
      ["moved a > b", "added c"],
    ],
    [
      "of several the one with the same name",
      [anEntry("x/b", "1"), anEntry("x/a", "1"), anEntry("z")],
      [anEntry("y/a", "1"), anEntry("z")],
      ["removed x/b", "moved x/a > y/a", "unchanged z"],
    ],
    [
      "empty files are no moved ones",
      [anEntry("a", "0", { size: 0 })],
      [anEntry("b", "0", { size: 0 })],
      ["removed a", "added b"],
    ],
    [
      "folders stay together",
      [],
      [anEntry("a-b"), anEntry("a/c"), anEntry("a/b")],
      ["added a/b", "added a/c", "added a-b"],
    ],
    [
      "a folder with the version",
      [anEntry("v1/a"), anEntry("v1/b", "1")],
      [anEntry("v2/a", "v1/a"), anEntry("v2/b", "2")],
      ["unchanged a", "modified b"],
    ],
  ])("%s", (_title, from, to, expected) => {
    expect(told(from, to).sort()).toEqual([...expected].sort());
  });

  it("of two single files looks past their names", () => {
    expect(told([anEntry("a-1.txt", "1")], [anEntry("a-2.txt", "2")], "file")).toEqual(["modified a-1.txt > a-2.txt"]);
    expect(told([anEntry("a-1.txt", "1")], [anEntry("a-2.txt", "1")], "file")).toEqual(["moved a-1.txt > a-2.txt"]);
  });

  it("counts every file once", () => {
    const files = fc.uniqueArray(
      fc.tuple(fc.constantFrom("a", "b", "c", "x/a", "x/b"), fc.constantFrom("1", "2", "3")),
      {
        selector: ([path]) => path,
      },
    );
    fc.assert(
      fc.property(files, files, (from, to) => {
        const changes = compareEntries(
          ...([from, to].map((list) => contents(list.map(([path, sha]) => anEntry(path, sha)))) as [
            Contents,
            Contents,
          ]),
        );
        expect(changes.filter((change) => change.from !== null)).toHaveLength(from.length);
        expect(changes.filter((change) => change.to !== null)).toHaveLength(to.length);
      }),
    );
  });
});

describe("a name in an archive", () => {
  it.each([
    ["a/b", "a/b"],
    ["./a//b/", "a/b"],
    ["a\\b", "a/b"],
  ])("%s is %s", (name, path) => expect(readEntryName(name)).toEqual({ path }));

  it.each(["", ".", "/a", "\\a", "C:a", "../a", "a/../../b", "a\0b"])("%j leads nowhere inside", (name) => {
    expect(readEntryName(name)).toHaveProperty("fault");
  });

  it.each<[string, string, boolean]>([
    ["a/b", "c", true],
    ["a/b", "../c", true],
    ["a/b", "../../c", false],
    ["b", "..", false],
    ["a/b", "/c", false],
    ["a/b", "x/../../../c", false],
  ])("a link %s to %s stays inside: %s", (path, target, expected) => {
    expect(staysInside(path, target)).toBe(expected);
  });
});

describe("the step of a dependency", () => {
  const stepOf = (from: string | null, to: string | null): DependencyChange | undefined => {
    const packagesOf = (version: string | null): Record<string, string> => (version === null ? {} : { a: version });
    const manifest = (version: string | null) => ({ manager: "npm", path: null, packages: packagesOf(version) });
    return compareManifests([manifest(from)], [manifest(to)])[0]?.changes[0];
  };
  it.each<[string | null, string | null, string, boolean]>([
    [null, "1.0.0", "added", false],
    ["1.0.0", null, "removed", false],
    ["1.0.0", "2.0.0", "major", true],
    ["1.0.0", "1.1.0", "minor", false],
    ["0.1.0", "0.2.0", "minor", true],
    ["1.0.0", "1.0.1", "patch", false],
    ["1.0.0-rc.1", "1.0.0", "prerelease", false],
    ["2.0.0", "1.9.0", "downgrade", true],
    ["^1.2.0", "^1.3.0", "minor", false],
    ["github:a/b", "github:a/c", "changed", false],
    ["1.0.0", "1.0.0+build", "changed", false],
  ])("%s to %s is %s, breaking: %s", (from, to, step, isBreaking) => {
    expect(stepOf(from, to)).toMatchObject({ step, isBreaking });
  });

  it("puts what may break first", () => {
    const [diff] = compareManifests(
      [{ manager: "npm", path: "p", packages: { a: "1.0.0", b: "1.0.0", same: "1.0.0" } }],
      [{ manager: "npm", path: "p", packages: { a: "1.0.1", b: "2.0.0", same: "1.0.0" } }],
    );
    expect(diff).toMatchObject({ unchanged: 1, changes: [{ name: "b" }, { name: "a" }] });
  });

  it.each([
    ["^1.2.3", "1.2.3"],
    ["~1.2", "1.2.0"],
    [">=1.2.3 <2", "1.2.3"],
    ["v3", "3.0.0"],
    ["1.x", "1.0.0"],
    ["npm:@other/name@4.5.6", "4.5.6"],
    ["^1.0.0-beta.2", "1.0.0-beta.2"],
    ["*", "*"],
    ["latest", "latest"],
  ])("the range %s speaks of %s", (range, version) => expect(readRange(range)).toBe(version));
});

describe("a manifest in an archive", () => {
  it.each<[string, boolean]>([
    ["package.json", true],
    ["packages/a/yarn.lock", true],
    ["node_modules/a/package.json", false],
    ["a/node_modules/b/package-lock.json", false],
    ["package.json5", false],
  ])("%s: %s", (path, expected) => expect(isManifest(path)).toBe(expected));

  it("of yarn is read in both of its formats", () => {
    const classic =
      '# yarn lockfile v1\n\n"@scope/a@^1.0.0", "@scope/a@^1.1.0":\n  version "1.2.0"\n\nb@^2.0.0:\n  version "2.0.1"\n  dependencies:\n    version "^1"\n';
    expect(readManifest("yarn.lock", classic)?.packages).toEqual({ "@scope/a": "1.2.0", b: "2.0.1" });
    const berry =
      '__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.3\n  resolution: "a@npm:1.0.3"\n\n"a@npm:^2.0.0":\n  version: 2.0.0\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n';
    expect(readManifest("yarn.lock", berry)?.packages).toEqual({ a: "1.0.3, 2.0.0" });
  });

  it("of pnpm is read in all of its formats", () => {
    const lock = (keys: string[]) =>
      `lockfileVersion: '6.0'\npackages:\n${keys.map((key) => `  '${key}': {}\n`).join("")}`;
    const expected = { "@scope/a": "1.0.0", b: "2.0.0" };
    for (const keys of [
      ["/@scope/a/1.0.0", "/b/2.0.0_peer@1.0.0"],
      ["/@scope/a@1.0.0", "/b@2.0.0(peer@1.0.0)"],
      ["@scope/a@1.0.0", "b@2.0.0"],
    ]) {
      expect(readManifest("pnpm-lock.yaml", lock(keys))?.packages).toEqual(expected);
    }
  });

  it.each(["package.json", "pnpm-lock.yaml"])("%s that is none is nothing", (path) => {
    expect(readManifest(path, "{[")).toBeNull();
  });
});

describe("the difference of two documents", () => {
  const tell = (format: "json" | "yaml" | "toml", from: string, to: string) =>
    compareDocuments(format, from, to)?.changes.map(({ path, status, from: before, to: after }) => [
      status,
      path,
      before,
      after,
    ]);
  it.each<["json" | "yaml" | "toml", string, string, unknown[]]>([
    ["json", '{"a":1,"b":{"c":2}}', '{"b":{"c":3},"a":1}', [["changed", ".b.c", "2", "3"]]],
    [
      "json",
      '{"a":1}',
      '{"a b":1}',
      [
        ["removed", ".a", "1", null],
        ["added", '["a b"]', null, "1"],
      ],
    ],
    ["json", "[1,2,3]", "[0,1,2,3]", [["added", "[0]", null, "0"]]],
    ["json", '[{"a":1},{"b":1}]', '[{"a":2},{"b":1}]', [["changed", "[0].a", "1", "2"]]],
    ["json", "1", "2", [["changed", ".", "1", "2"]]],
    ["json", "{}", "{}", []],
    ["json", '{"__proto__":1}', '{"__proto__":2}', [["changed", ".__proto__", "1", "2"]]],
    ["yaml", "a: &x 1\nb: *x\n", "a: 1\nb: 2\n", [["changed", ".b", "1", "2"]]],
    ["yaml", "a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n", [["changed", "[1].b", "1", "2"]]],
    ["toml", "[a]\nport = 1\n", "[a]\nport = 2\n", [["changed", ".a.port", "1", "2"]]],
    ["toml", "at = 2026-01-01\n", "at = 2026-01-02\n", [["changed", ".at", '"2026-01-01"', '"2026-01-02"']]],
  ])("%s: %s and %s", (format, from, to, expected) => expect(tell(format, from, to)).toEqual(expected));

  it("is none for what is nested without end", () => {
    expect(compareDocuments("json", "[".repeat(200_000) + "]".repeat(200_000), "1")).toBeNull();
  });

  it("is none for what is no document, or a bomb of aliases", () => {
    expect(compareDocuments("json", "{", "{}")).toBeNull();
    const bomb = [
      "a: &a [1,1,1,1,1,1,1,1,1]",
      ...[..."bcdefghij"].map((name, at) => `${name}: &${name} [${`*${"abcdefghij"[at]},`.repeat(9)}]`),
    ].join("\n");
    expect(compareDocuments("yaml", bomb, "a: 1")).toBeNull();
  });
});

it("the difference of environments tells names, never values", () => {
  expect(compareEnvironments({ A: "1", B: "2", constructor: "x" }, { B: "3", C: "4", constructor: "x" })).toEqual([
    { name: "A", status: "removed" },
    { name: "B", status: "changed" },
    { name: "C", status: "added" },
    { name: "constructor", status: "unchanged" },
  ]);
});

describe("images", () => {
  it("count each layer that has to be pulled once", () => {
    const layer = (digest: string, size: number) => ({ digest, size, createdBy: null });
    const diff = compareLayers([layer("a", 10), layer("b", 20)], [layer("a", 10), layer("c", 5), layer("c", 5)]);
    expect(diff).toMatchObject({ reused: 1, reusedBytes: 10, bytesToPull: 5 });
    expect(diff.layers.map(({ digest, status }) => `${digest} ${status}`)).toEqual([
      "a reused",
      "c added",
      "c added",
      "b removed",
    ]);
  });

  it("take files away by whiteouts, whole folders too", () => {
    const layers = (...lists: string[][]) =>
      overlay(lists.map((paths) => contents(paths.map((path) => anEntry(path)))));
    expect([...layers(["a/b", "c"], ["a/.wh.b", ".wh.d"]).files.keys()]).toEqual(["c"]);
    expect([...layers(["a/b", "a/c/d"], ["a/.wh..wh..opq", "a/e"]).files.keys()]).toEqual(["a/e"]);
    const changes = compareOverlays(layers(["x"]), layers(["x", ".wh.base"]));
    expect(changes).toMatchObject([{ path: "base", status: "removed", from: null, to: null }]);
  });
});

describe("the rows of a viewer", () => {
  const numbered = (changed: number[]) =>
    Array.from({ length: 60 }, (_, at) => (changed.includes(at) ? `new ${at}\n` : `line ${at}\n`)).join("");
  const rowsOf = (view: "split" | "unified", opened = new Map<number, { top: number; bottom: number }>()) => {
    const [from, to] = [splitLines(numbered([])), splitLines(numbered([30, 31]))];
    const blocks = compareLines(from, to);
    return { blocks, rows: layOutRows({ blocks, fromCount: 60, toCount: 60 }, view, opened) };
  };

  it("fold what did not change, and open it again", () => {
    const { rows } = rowsOf("split");
    expect(rows.map(({ kind }) => kind).join(" ")).toBe("gap same same same changed changed same same same gap");
    expect(rows[0]).toMatchObject({ count: 27, gap: 0 });
    expect(rowsOf("unified").rows.filter(({ kind }) => kind === "changed")).toHaveLength(4);
    const opened = rowsOf(
      "split",
      new Map([
        [0, { top: 0, bottom: 20 }],
        [1, { top: 27, bottom: 0 }],
      ]),
    ).rows;
    expect(opened.filter(({ kind }) => kind === "same")).toHaveLength(3 + 20 + 25 + 3);
  });

  it("know where changes begin, and which line replaced which", () => {
    const { blocks, rows } = rowsOf("unified");
    expect(findChanges(rows)).toEqual([4]);
    expect(counterpartOf(rows[4]!, blocks)).toEqual({ from: 30, to: 30 });
    expect(counterpartOf(rows[7]!, blocks)).toEqual({ from: 31, to: 31 });
    expect(counterpartOf(rows[1]!, blocks)).toBeNull();
  });

  it("hold every line of both sides once, whatever changed", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(""));
    fc.assert(
      fc.property(text, text, fc.constantFrom("split" as const, "unified" as const), (before, after, view) => {
        const [from, to] = [splitLines(before), splitLines(after)];
        const counts = { fromCount: from.lines.length, toCount: to.lines.length };
        const rows = layOutRows({ blocks: compareLines(from, to), ...counts }, view, new Map());
        const lines = { from: [] as number[], to: [] as number[] };
        for (const row of rows) {
          const count = row.kind === "gap" ? row.count : 1;
          for (let at = 0; at < count; at++) {
            if (row.from >= 0) lines.from.push(row.from + at);
            if (row.to >= 0) lines.to.push(row.to + at);
          }
        }
        expect(lines.from).toEqual(from.lines.map((_, at) => at));
        expect(lines.to).toEqual(to.lines.map((_, at) => at));
      }),
    );
  });
});

it("the words of a line that changed are named, unless all of them did", () => {
  expect(compareWords("const a = 1;", "const b = 1;")).toEqual({
    from: [{ start: 6, end: 7 }],
    to: [{ start: 6, end: 7 }],
  });
  expect(compareWords("entirely other", "nothing alike here")).toEqual({ from: [], to: [] });
});

it("a tree joins folders that hold one folder alone, and counts", () => {
  const change = (path: string) =>
    compareEntries(contents([]), contents([anEntry(path)])).map((found) => ({ ...found, path }))[0]!;
  const changes = [change("a/b/c/x"), change("a/b/c/y"), change("z")];
  const rows = (closed: string[] = []) =>
    layOutTree(changes, new Set(closed)).map(({ kind, name, depth }) => `${kind} ${name} ${depth}`);
  expect(rows()).toEqual(["folder a/b/c 0", "file x 1", "file y 1", "file z 0"]);
  expect(rows(["a/b/c/"])).toEqual(["folder a/b/c 0", "file z 0"]);
  expect(layOutTree(changes, new Set())[0]).toMatchObject({ counts: { added: 2 } });
});
