import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { builtInTemplates } from "#lib/templates/built-in/all.ts";
import { checkDefinition } from "#lib/templates/rules/check-definition.ts";
import { readYaml, writeYaml } from "#lib/templates/rules/yaml.ts";

const faultsOf = (text: string) => {
  const reading = readYaml(text);
  return reading.kind === "faults" ? reading.faults.map((f) => `${f.line}:${f.column} ${f.path} ${f.message}`) : [];
};

const head = "slipway: 1\nslug: own\nname: Own\n";

describe("A built-in template", () => {
  it.each(builtInTemplates.map((definition) => [definition.slug, definition]))("%s makes sense", (_, definition) => {
    expect(checkDefinition(definition)).toEqual([]);
  });

  it.each(builtInTemplates.map((definition) => [definition.slug, definition]))(
    "%s is the same after it went out and came back as YAML",
    (_, definition) => {
      expect(readYaml(writeYaml(definition))).toEqual({ kind: "definition", definition });
    },
  );
});

describe("A template in YAML", () => {
  it("is right where the documentation shows one", () => {
    const page = readFileSync(path.join(import.meta.dirname, "../../../docs/deployments/templates.md"), "utf8");
    const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(readYaml(example)).toMatchObject({ kind: "definition", definition: { slug: "gateway-release" } });
  });

  it.each([
    ["a tab for indentation", `${head}stages:\n\t- name: a`, /^5:1 {2}Tabs are not allowed/],
    ["a bracket that is not closed", `${head}stages: [`, /^4:10 /],
    ["the same field twice", `${head}name: Again\nstages: []`, /^4:1 {2}Map keys must be unique/],
    [
      "an unknown field",
      `${head}stages:\n  - name: a\n    kind: rollout\n    colour: red\n`,
      /^7:5 stages.0.colour This/,
    ],
    ["an unknown kind", `${head}stages:\n  - name: a\n    kind: teleport\n`, /^6:5 stages.0.kind /],
    ["a missing field", `${head}stages:\n  - name: a\n`, /^5:5 stages.0.kind /],
    ["no stages", head, /^1:1 stages /],
    [
      "a config that does not fit",
      `${head}stages:\n  - name: a\n    kind: wait\n    config:\n      minutes: -1\n`,
      /^8:7 stages.0.config.minutes /,
    ],
    [
      "a need that is not there",
      `${head}stages:\n  - { name: a, kind: rollout, needs: [b] }\n`,
      /^5:39 stages.0.needs.0 There is no stage b/,
    ],
    ["a text", "hello", /^1:1 /],
    ["nothing", "", /^1:1 /],
    ["a list", "- 1", /^1:1 /],
    ["two documents", `${head}stages: []\n---\na: 1`, /multiple documents/],
    ["a tag of a language", `${head}stages: !!js/function "x"`, /./],
    ["a strange key", `${head}? [a, b]\n: 1\nstages: []\n`, /./],
  ])("with %s is refused at its place", (_, text, expected) => {
    expect(faultsOf(text)[0]).toMatch(expected);
  });

  it.each([
    ["brackets", "[".repeat(100_000)],
    ["open maps", "{a: ".repeat(60_000)],
    ["deep indentation", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["lists in lists", `${"- ".repeat(50_000)}x`],
    [
      "aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
        .split("")
        .map((n, i) => `${n}: &${n} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
        .join("\n")}`,
    ],
    ["too much", `${head}# ${"x".repeat(300_000)}`],
    ["NUL", `${head}stages: "\0"`],
  ])("made of %s is refused in no time", (_, text) => {
    const startedAt = performance.now();
    expect(faultsOf(text).length).toBeGreaterThan(0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
