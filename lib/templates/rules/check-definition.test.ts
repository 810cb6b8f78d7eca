import { describe, expect, it } from "vitest";
import { checkDefinition } from "#lib/templates/rules/check-definition.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";

const rollout = { name: "rollout", kind: "rollout" };
const check = (part: Record<string, unknown>) =>
  checkDefinition(definitionInput.parse({ slipway: 1, slug: "own", name: "Own", stages: [rollout], ...part })).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
const configured = (kind: string, config: Record<string, unknown>) => [{ name: "x", kind, config }];
const sides = { blue: { name: "Blue", devices: {} }, green: { name: "Green", devices: {} } };
const number = { name: "share", type: "number" };

describe("A template", () => {
  it("may be as small as one stage", () => {
    expect(check({})).toEqual([]);
  });

  it.each([
    [
      "two stages of one name",
      { stages: [rollout, rollout] },
      "stages.1.name: There already is rollout. Choose another name.",
    ],
    [
      "two variables of one name",
      { variables: [number, number], stages: configured("wait", { minutes: "${share}" }) },
      "variables.1.name: There already is share. Choose another name.",
    ],
    ["a need that is not there", { stages: [{ ...rollout, needs: ["b"] }] }, "stages.0.needs.0: There is no stage b."],
    [
      "a need that is named twice",
      { stages: [rollout, { name: "b", kind: "approval", needs: ["rollout", "rollout"] }] },
      "stages.1.needs.1: rollout is named twice.",
    ],
    [
      "stages that wait for each other",
      {
        stages: [
          { name: "a", kind: "approval", needs: ["c"] },
          { name: "b", kind: "approval" },
          { name: "c", kind: "approval" },
        ],
      },
      "stages.0.needs: These wait for each other: a → b → c → a.",
    ],
    [
      "a stage that waits for itself",
      { stages: [{ ...rollout, needs: ["rollout"] }] },
      "stages.0.needs: These wait for each other: rollout → rollout.",
    ],
    ["a variable that nobody uses", { variables: [number] }, "variables.0.name: No stage uses ${share}."],
    [
      "a variable that is not there",
      { stages: configured("wait", { minutes: "${share}" }) },
      "stages.0.config.minutes: There is no variable share.",
    ],
    [
      "a name that is not closed",
      { stages: configured("approval", { message: "for ${share" }) },
      "stages.0.config.message: After ${ the name of a variable and } must follow; write $${ for the characters themselves.",
    ],
    [
      "a config that its kind does not know",
      { stages: configured("wait", { hours: 1, minutes: 2 }) },
      "stages.0.config.hours: This field is not known here.",
    ],
    [
      "a config that lacks something",
      { stages: configured("webhook", {}) },
      "stages.0.config.url: Invalid input: expected string, received undefined",
    ],
    ["a wait for nothing", { stages: configured("wait", {}) }, "stages.0.config: Say minutes, until, or both."],
    [
      "a text where a number belongs",
      { variables: [{ name: "share", type: "text" }], stages: configured("wait", { minutes: "${share}" }) },
      "stages.0.config.minutes: With ${share}: Invalid input: expected number, received string",
    ],
    [
      "a default that does not fit where it is used",
      { variables: [{ ...number, default: 70 }], stages: configured("rollout", { batches: ["${share}", 50, 100] }) },
      "stages.0.config.batches: With ${share}: Percentages are cumulative, so each must be above the one before, for example [10, 50, 100].",
    ],
    [
      "a default outside its bounds",
      { variables: [{ ...number, default: 7, max: 5 }], stages: configured("wait", { minutes: "${share}" }) },
      "variables.0.default: The default does not fit: Write 5 or less.",
    ],
    [
      "bounds that nothing fits",
      { variables: [{ ...number, min: 7, max: 5 }], stages: configured("wait", { minutes: "${share}" }) },
      "variables.0.min: No number is at least 7 and at most 5.",
    ],
    [
      "a pattern that is none",
      {
        variables: [{ name: "share", type: "text", pattern: "(" }],
        stages: configured("approval", { message: "${share}" }),
      },
      "variables.0.pattern: This is no regular expression in RE2 syntax, or it is too large.",
    ],
    [
      "an option that is offered twice",
      {
        variables: [{ name: "share", type: "choice", options: [{ value: "a" }, { value: "a" }] }],
        stages: configured("approval", { message: "${share}" }),
      },
      "variables.0.options.1.value: Offer each value once.",
    ],
    [
      "a secret that would be shown",
      { variables: [{ name: "share", type: "secret" }], stages: [{ ...rollout, title: "${share}" }] },
      "stages.0.title: share is secret: it may stand in config only.",
    ],
    [
      "a selection inside of a text",
      { variables: [{ name: "share", type: "devices" }], stages: configured("approval", { message: "to ${share}" }) },
      "stages.0.config.message: share is a selection of devices: it must stand alone, in config.",
    ],
    [
      "a variable as the name of a header",
      {
        variables: [number],
        stages: configured("webhook", { url: "https://a.b", headers: { "${share}": "${share}" } }),
      },
      "stages.0.config.headers.${share}: Variables stand in values, not in names.",
    ],
    [
      "Slipway's own marks",
      { stages: configured("webhook", { url: "https://a.b", payload: { $secret: "x" } }) },
      "stages.0.config.payload.$secret: $secret is Slipway's own.",
    ],
    [
      "a condition on what is not there",
      { stages: [{ ...rollout, when: { variable: { name: "x", equals: 1 } } }] },
      "stages.0.when.variable.name: There is no variable x.",
    ],
    [
      "a condition that asks nothing",
      { variables: [number], stages: [{ ...rollout, when: { variable: { name: "share" } } }] },
      "stages.0.when.variable: Say equals, notEquals, in or given.",
    ],
    [
      "a part that hangs on what is not there",
      { stages: configured("webhook", { url: "https://a.b", payload: { $given: "x" } }) },
      "stages.0.config.payload.$given: There is no variable x.",
    ],
    [
      "a condition that looks into a secret",
      {
        variables: [{ name: "token", type: "secret" }],
        stages: [{ ...rollout, when: { variable: { name: "token", equals: "a" } } }],
      },
      "stages.0.when.variable: Of a variable of type secret a condition knows only whether it is given.",
    ],
    [
      "a condition that never holds",
      { variables: [number], stages: [{ ...rollout, when: { variable: { name: "share", equals: "5" } } }] },
      "stages.0.when.variable.equals: share never has this value: Write a number.",
    ],
  ])("with %s is refused, saying where", (_, part, fault) => {
    expect(check(part)).toContain(fault);
  });

  it("is not blamed for what only a value could break", () => {
    const variables = [number];
    expect(check({ variables, stages: configured("rollout", { batches: ["${share}", 100] }) })).toEqual([]);
    const address = [{ name: "host", type: "secret" }];
    expect(check({ variables: address, stages: configured("webhook", { url: "${host}" }) })).toEqual([]);
  });

  it.each([
    ["a text", { name: "a", type: "text", default: "x".repeat(10_000) }],
    [
      "devices",
      { name: "a", type: "devices", default: { fleets: Array.from({ length: 1_000 }, (_, n) => `fleet ${n}`) } },
    ],
  ])("that names %s over and over is refused before it is filled in", (_, variable) => {
    const payload = variable.type === "text" ? { all: "${a}".repeat(200_000) } : { all: Array(2_000).fill("${a}") };
    expect(
      check({ variables: [variable], stages: configured("webhook", { url: "https://a.example", payload }) }),
    ).toEqual(["stages.0: With its variables filled in the template is larger than 4 MiB."]);
  });

  it.each([
    ["rollout", { devices: { query: "${key}" } }, "devices.query"],
    ["rollout", { devices: { within: [{ tags: ["a ${key}"] }] } }, "devices.within.0.tags.0"],
    ["regions", { regions: [{ name: "${key}", devices: {} }] }, "regions.0.name"],
    ["wait", { until: "${key}" }, "until"],
  ])("shows no secret: of kind %s, %j is refused", (kind, config, place) => {
    expect(check({ variables: [{ name: "key", type: "secret" }], stages: configured(kind, config) })).toEqual([
      `stages.0.config.${place}: key is secret, and what stands here is shown. Secrets belong in what other systems are told.`,
    ]);
  });

  it.each([
    ["webhook", { url: "https://a.example/${key}", payload: { name: "${key}" } }],
    ["blueGreen", { ...sides, switch: { url: "https://a.example", headers: { name: "${key}" } } }],
    ["smokeTest", { steps: [{ name: "a", url: "https://a.example", headers: { authorization: "Bearer ${key}" } }] }],
  ])("tells secrets to other systems: of kind %s, %j is taken", (kind, config) => {
    expect(check({ variables: [{ name: "key", type: "secret" }], stages: configured(kind, config) })).toEqual([]);
  });

  it("of fifty stages that all need each other is answered at once", () => {
    const stages = Array.from({ length: 50 }, (_, index) => ({
      name: `s${index}`,
      kind: "approval",
      needs: Array.from({ length: index }, (__, before) => `s${before}`),
    }));
    const startedAt = performance.now();
    expect(check({ stages })).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
