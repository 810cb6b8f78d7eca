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
    ["the same field twice", `${head}name: Again\nstages: []`, /^4:1 {2}name stands here twice/],
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
    ["an alias of nothing", `${head}stages:\n  - *nobody\n`, /^5:5 {2}No &nobody stands before/],
    ["an alias inside of itself", `${head}stages: &all\n  - *all\n`, /^5:5 {2}\*all stands inside/],
    ["a map inside of itself", `${head}stages:\n  - &one { name: a, config: *one }\n`, /^5:29 {2}\*one stands inside/],
    ["a number for a name", `${head}1: a\nstages:\n  - { name: a, kind: rollout }\n`, /^4:1 1 This/],
    ["a tag of a language", `${head}stages: !!js/function "x"`, /./],
    ["a strange key", `${head}? [a, b]\n: 1\nstages: []\n`, /^4:3 {2}The name of a field must be a text/],
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
    ["names", Array.from({ length: 10_000 }, (_, number) => `k${number}: 1`).join("\n")],
    ["more names", Array.from({ length: 30_000 }, (_, number) => `k${number}:`).join("\n")],
    ["the same name", "a: 1\n".repeat(10_000)],
    ["quotation marks", '"'.repeat(200_000)],
    ["tags", "! ".repeat(100_000)],
  ])("made of %s is refused in no time", (_, text) => {
    const startedAt = performance.now();
    expect(faultsOf(text).length).toBeGreaterThan(0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("tells a hundred faults at most", () => {
    expect(faultsOf(`${head}stages: []\n${"a: b: c\n".repeat(5_000)}`)).toHaveLength(100);
    expect(faultsOf(`${head}${Array.from({ length: 5_000 }, (_, n) => `k${n}: 1`).join("\n")}`)).toHaveLength(100);
  });
});
