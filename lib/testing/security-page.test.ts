import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const PAGES = ["docs/security.md", "docs/audit.md", "DECISIONS.md"];
const TEST = /`((?:(?:lib|app|bin|scripts|components|e2e)\/[\w./()-]+|\w+)\.(?:test|spec)\.tsx?)`/g;

const testsOf = (text: string) => [...text.matchAll(TEST)].map(([, path]) => path ?? "");

describe("The tests that stand for a promise", () => {
  it.each(PAGES)("are there: %s", async (page) => {
    const tests = testsOf(await readFile(page, "utf8"));
    expect(tests.length).toBeGreaterThan(1);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("are named with every promise about people, and in every table of the page on security", async () => {
    const page = await readFile("docs/security.md", "utf8");
    const [, people = ""] = /\n## People\n([^]*?)\n## /.exec(page) ?? [];
    const promises = people.split(/\n(?=- )/).filter((part) => part.startsWith("- "));
    expect(promises.length).toBeGreaterThan(10);
    expect(promises.filter((promise) => testsOf(promise).length === 0)).toEqual([]);
  });
});
