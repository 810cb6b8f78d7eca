import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "#lib/templates/rules/check-definition.ts";
import { awaitsRisk, decideRisk } from "#lib/templates/rules/decide-risk.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";
import { splitText } from "#lib/templates/rules/references.ts";
import { resolvePlan, type PlanFacts } from "#lib/templates/rules/resolve-plan.ts";
import { revealSecrets } from "#lib/templates/rules/secrets.ts";

const facts: PlanFacts = {
  risk: 40,
  environmentSlug: "staging",
  productSlug: "gateway",
  version: "1.4.2",
  templateVersion: 3,
};

const rollout = { name: "rollout", kind: "rollout" };
const make = (part: Record<string, unknown>) =>
  definitionInput.parse({ slipway: 1, slug: "own", name: "Own", stages: [rollout], ...part });

const resolve = (part: Record<string, unknown>, values: Record<string, unknown> = {}, given: Partial<PlanFacts> = {}) =>
  resolvePlan(make(part), values, { ...facts, ...given });

function planOf(...args: Parameters<typeof resolve>) {
  const resolution = resolve(...args);
  if (resolution.kind === "faults") throw new Error(JSON.stringify(resolution.faults));
  return resolution.plan;
}

const hook = (config: Record<string, unknown>) => [
  { name: "hook", kind: "webhook", config: { url: "https://hooks.example.com/x", ...config } },
];

describe("A plan", () => {
  it("knows what a kind takes when nothing is said", () => {
    expect(planOf({})).toMatchObject({
      templateSlug: "own",
      templateVersion: 3,
      stages: [
        {
          name: "rollout",
          needs: [],
          skippedBecause: null,
          attemptsMax: 1,
          timeLimitSeconds: 30 * 24 * 3600,
          config: { batches: [10, 50, 100], autoRollback: true },
        },
      ],
    });
  });

  it("takes the stage before as needed, unless others are named", () => {
    const stages = [
      { name: "a", kind: "rollout" },
      { name: "b", kind: "approval" },
      { name: "c", kind: "approval", needs: [] },
      { name: "d", kind: "approval", needs: ["b", "c"] },
    ];
    expect(planOf({ stages }).stages.map((stage) => stage.needs)).toEqual([[], ["a"], [], ["b", "c"]]);
  });

  it("keeps the type of a value that stands alone, and makes it text inside of a text", () => {
    const plan = planOf(
      {
        variables: [
          { name: "share", type: "number" },
          { name: "sure", type: "boolean" },
          { name: "target", type: "devices" },
        ],
        stages: [
          {
            name: "rollout",
            kind: "rollout",
            title: "To ${share} %, then all",
            config: { batches: ["${share}", 100], autoRollback: "${sure}", devices: "${target}" },
          },
        ],
      },
      { share: 5, sure: false, target: { tags: ["canary"] } },
    );
    expect(plan.stages[0]).toMatchObject({
      title: "To 5 %, then all",
      config: { batches: [5, 100], autoRollback: false, devices: { tags: ["canary"] } },
    });
  });

  it("names product, environment and version where a stage asks for them", () => {
    const payload = { say: "${deployment.product} ${deployment.version} in ${deployment.environment}" };
    expect(planOf({ stages: hook({ payload }) }).stages[0]?.config).toMatchObject({
      payload: { say: "gateway 1.4.2 in staging" },
    });
    expect(resolve({ stages: hook({ payload }) }, {}, { version: null })).toMatchObject({
      kind: "faults",
      faults: [{ path: "stages.0.config", message: "This stage needs to know the version." }],
    });
  });

  it("leaves out what was not given and is not required", () => {
    const variables = [{ name: "note", type: "text", required: false }];
    const payload = { note: "${note}", list: ["${note}", "b"], text: "<${note}>" };
    expect(planOf({ variables, stages: hook({ payload }) }).stages[0]?.config).toMatchObject({
      payload: { list: ["b"], text: "<>" },
    });
  });

  it("takes the default only where nothing was said", () => {
    const variables = [{ name: "note", type: "text", required: false, default: "usual" }];
    const stages = hook({ payload: { note: "${note}" } });
    expect(planOf({ variables, stages }).stages[0]?.config.payload).toEqual({ note: "usual" });
    expect(planOf({ variables, stages }, { note: null }).stages[0]?.config.payload).toEqual({});
    expect(planOf({ variables, stages }, { note: "" }).stages[0]?.config.payload).toEqual({});
  });

  it("leaves out what hangs on a variable that was not given", () => {
    const variables = [
      { name: "address", type: "text", required: false },
      { name: "token", type: "secret" },
    ];
    const payload = {
      one: { $given: "address", url: "${address}" },
      list: [{ $given: "address", at: "${address}" }, { key: "${token}" }],
    };
    const stages = hook({ payload });
    expect(planOf({ variables, stages }, { token: "t" }).stages[0]?.config.payload).toEqual({
      list: [{ key: { $secret: "token" } }],
    });
    expect(planOf({ variables, stages }, { token: "t", address: "a" }).stages[0]?.config.payload).toEqual({
      one: { url: "a" },
      list: [{ at: "a" }, { key: { $secret: "token" } }],
    });
  });

  it("never puts a variable into the value of another one", () => {
    const variables = [
      { name: "one", type: "text" },
      { name: "two", type: "text" },
    ];
    const stages = hook({ payload: { text: "${one} ${two} $${one}" } });
    expect(planOf({ variables, stages }, { one: "${two}", two: "2" }).stages[0]?.config).toMatchObject({
      payload: { text: "${two} 2 ${one}" },
    });
  });

  it("holds no secret, and gets it back when it is run", () => {
    const variables = [
      { name: "token", type: "secret" },
      { name: "user", type: "text", default: "ci" },
    ];
    const stages = hook({ secret: "${token}", headers: { Authorization: "Basic ${user}:${token}" } });
    const resolution = resolve({ variables, stages }, { token: "whsec_c2VjcmV0" });
    if (resolution.kind !== "plan") throw new Error("no plan");
    expect(JSON.stringify(resolution.plan)).not.toContain("c2VjcmV0");
    expect(resolution.values).toEqual({ user: "ci" });
    expect(resolution.plan.stages[0]?.config).toMatchObject({ secret: { $secret: "token" } });
    expect(revealSecrets(resolution.plan.stages[0]?.config, resolution.secrets)).toMatchObject({
      secret: "whsec_c2VjcmV0",
      headers: { Authorization: "Basic ci:whsec_c2VjcmV0" },
    });
  });

  it("checks a secret where it is used without repeating it", () => {
    const stages = [{ name: "hook", kind: "webhook", config: { url: "${address}" } }];
    const variables = [{ name: "address", type: "secret" }];
    const refused = resolve({ variables, stages }, { address: "hush" });
    expect(refused).toMatchObject({ kind: "faults", faults: [{ path: "variables.address" }] });
    expect(JSON.stringify(refused)).not.toContain("hush");
    expect(resolve({ variables, stages }, { address: "https://hush.example.com" }).kind).toBe("plan");
  });

  it.each([
    ["a variable", { variable: { name: "mode", equals: "slow" } }, 'mode is "fast", not "slow".'],
    ["a variable that must differ", { variable: { name: "mode", notEquals: "fast" } }, 'mode is "fast".'],
    ["a list", { variable: { name: "mode", in: ["slow"] } }, 'mode is "fast", none of "slow".'],
    ["a list that has it", { variable: { name: "mode", in: ["slow", "fast"] } }, null],
    ["that it is given", { variable: { name: "mode", given: true } }, null],
    ["that it is not given", { variable: { name: "mode", given: false } }, "mode is given."],
    ["a low risk", { risk: { atLeast: 50 } }, "The risk is 40, below 50."],
    ["a high risk", { risk: { atLeast: 40 } }, null],
    ["another environment", { environment: ["production"] }, "It is for production, not for staging."],
    ["its environment", { environment: ["staging"] }, null],
  ])("decides by %s whether a stage is run", (_, when, because) => {
    const options = [{ value: "slow" }, { value: "fast" }];
    const variables = [{ name: "mode", type: "choice", options, default: "fast" }];
    const stages = [rollout, { name: "check", kind: "approval", when, description: "${mode}" }];
    expect(planOf({ variables, stages }).stages[1]?.skippedBecause).toBe(because);
  });

  it("leaves open what hangs on a risk that nobody knows yet, until it is known", () => {
    const stages = [
      { name: "a", kind: "approval" },
      { name: "check", kind: "approval", when: { risk: { atLeast: 60 } } },
      { name: "b", kind: "approval" },
    ];
    const plan = planOf({ stages }, {}, { risk: null });
    expect(awaitsRisk(plan)).toBe(true);
    expect(plan.stages.map((stage) => stage.needs)).toEqual([[], ["a"], ["check", "a"]]);
    expect(plan.stages[1]).toMatchObject({ skippedBecause: null, riskAtLeast: 60 });
    const reasons = [59, 60, null].map((risk) => decideRisk(plan, risk).stages[1]?.skippedBecause);
    expect(reasons).toEqual(["The risk is 59, below 60.", null, null]);
    expect(awaitsRisk(decideRisk(plan, null))).toBe(false);
    expect(awaitsRisk(planOf({ stages }, {}, { risk: 10 }))).toBe(false);
  });

  it("keeps the order of the others when one is left out, and asks nothing of it", () => {
    const stages = [
      { name: "a", kind: "approval" },
      { name: "b", kind: "webhook", config: { url: "${address}" }, when: { environment: ["production"] } },
      { name: "c", kind: "approval" },
    ];
    const variables = [{ name: "address", type: "text", required: false }];
    expect(planOf({ stages, variables }).stages.map((stage) => stage.needs)).toEqual([[], ["a"], ["b", "a"]]);
  });
});

describe("A value", () => {
  const text = { type: "text", pattern: "[a-z]+", lengthMax: 5 };
  const number = { type: "number", min: 1, max: 100 };
  const choice = { type: "choice", options: [{ value: "a" }, { value: "b" }] };

  it.each([
    ["text that fits", text, "abc", null],
    ["text that is only part right", text, "abc1", "The whole text must match [a-z]+"],
    ["text that is too long", text, "abcdef", "Write 5 characters at most."],
    ["a number for a text", text, 5, "Write a text."],
    ["nothing", text, undefined, "Fill this in."],
    ["an empty text", text, "", "Fill this in."],
    ["a number that fits", number, 1, null],
    ["a number that is too small", number, 0, "Write 1 or more."],
    ["a number that is too large", number, 101, "Write 100 or less."],
    ["text for a number", number, "5", "Write a number."],
    ["no number at all", number, NaN, "Write a number."],
    ["an option", choice, "b", null],
    ["no option", choice, "c", "Choose one of: a, b."],
    ["yes", { type: "boolean" }, true, null],
    ["yes as text", { type: "boolean" }, "true", "Say true or false."],
    ["a slug", { type: "product" }, "gateway", null],
    ["no slug", { type: "environment" }, "../etc", "Write the slug of an environment."],
    ["minutes", { type: "duration", max: 60 }, 30, null],
    ["time that runs back", { type: "duration" }, -1, "Write 0 or more."],
  ])("%s", (_, variable, value, message) => {
    const variables = [{ name: "constructor", ...variable }];
    const resolution = resolve(
      { variables, stages: hook({ payload: { x: "${constructor}" } }) },
      { constructor: value },
    );
    if (message === null) expect(resolution.kind).toBe("plan");
    else expect(resolution).toEqual({ kind: "faults", faults: [{ path: "variables.constructor", message }] });
  });

  it("of a selection is checked as everywhere, with the place of the fault", () => {
    const part = {
      variables: [{ name: "target", type: "devices" }],
      stages: [{ name: "r", kind: "rollout", config: { devices: "${target}" } }],
    };
    expect(resolve(part, { target: { fleets: [] } })).toMatchObject({ faults: [{ path: "variables.target.fleets" }] });
    expect(resolve(part, { target: { nonsense: 1 } })).toMatchObject({
      faults: [{ path: "variables.target.nonsense" }],
    });
  });

  it("for a variable that is not there is refused", () => {
    expect(resolve({}, { ghost: 1 })).toEqual({
      kind: "faults",
      faults: [{ path: "variables.ghost", message: "The template has no such variable." }],
    });
  });

  it("that does not fit where it is used is told at its field", () => {
    const part = {
      variables: [{ name: "share", type: "number" }],
      stages: [{ name: "r", kind: "rollout", config: { batches: ["${share}", 50, 100] } }],
    };
    expect(resolve(part, { share: 80 })).toMatchObject({
      faults: [{ path: "variables.share", message: expect.stringContaining("(r: batches)") as unknown }],
    });
  });
});

describe("Whatever is written", () => {
  const name = fc.constantFrom("a", "b", "c", "constructor", "deployment.version");
  const text = fc
    .array(
      fc.oneof(
        fc.string(),
        name.map((word) => `\${${word}}`),
        fc.constantFrom("$", "$${", "${", "}"),
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join(""));
  const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));

  it("is divided so that nothing of it is lost", () => {
    fc.assert(
      fc.property(text, (written) => {
        const parts = splitText(written);
        if (parts.some((part) => part.kind === "broken")) return;
        const again = parts
          .map((part) =>
            part.kind === "text" ? part.text.replaceAll("${", () => "$${") : `\${${"name" in part ? part.name : ""}}`,
          )
          .join("");
        expect(splitText(again)).toEqual(parts);
      }),
    );
  });

  it("takes no longer than that over a text and its pattern", () => {
    const variables = Array.from({ length: 50 }, (_, n) => ({ name: `v${n}`, type: "text", pattern: "(x+x+){500}y?" }));
    const part = {
      variables,
      stages: hook({ payload: Object.fromEntries(variables.map(({ name }) => [name, `\${${name}}`])) }),
    };
    const filled = (length: number) => Object.fromEntries(variables.map(({ name }) => [name, "x".repeat(length)]));
    const began = performance.now();
    expect(resolve(part, filled(10_000))).toMatchObject({ kind: "faults", faults: { length: 50 } });
    expect(performance.now() - began).toBeLessThan(2_000);
    const one = {
      variables: [{ name: "v", type: "text", pattern: "[a-z]{1,63}(\\.[a-z]{1,63}){0,10}" }],
      stages: hook({ payload: { v: "${v}" } }),
    };
    expect(resolve(one, { v: "shop.example.com" }).kind).toBe("plan");
  });

  it("that would make gigabytes of it is refused", () => {
    const part = {
      variables: [{ name: "a", type: "text" }],
      stages: hook({ payload: { all: "${a}".repeat(100_000) } }),
    };
    expect(checkDefinition(make(part))).toEqual([]);
    expect(resolve(part, { a: "x".repeat(10_000) })).toEqual({
      kind: "faults",
      faults: [{ path: "stages.0", message: "With its variables filled in the template is larger than 4 MiB." }],
    });
  });

  it("gets a plan without its secrets, or faults with their places, and never an exception", () => {
    const hush = "hush-hush-9f8e7d";
    fc.assert(
      fc.property(fc.record({ texts: fc.array(text), a: value, b: value }), ({ texts, a, b }) => {
        const definition = make({
          variables: [
            { name: "a", type: "text", required: false },
            { name: "b", type: "number", required: false },
            { name: "c", type: "secret" },
            { name: "constructor", type: "text", default: "x" },
          ],
          stages: hook({ payload: { texts } }),
        });
        const faults = checkDefinition(definition);
        const resolution = resolvePlan(definition, { a, b, c: hush }, facts);
        if (resolution.kind === "faults") expect(resolution.faults.length).toBeGreaterThan(0);
        else if (!faults.some((fault) => fault.path[0] === "stages")) {
          expect(JSON.stringify(resolution.plan)).not.toContain(hush);
          const [stage] = resolution.plan.stages;
          const back = revealSecrets(stage?.config, resolution.secrets);
          expect(JSON.stringify(back).includes(hush)).toBe(texts.some((item) => uses(item, "c")));
        }
      }),
    );
  });

  const uses = (item: string, wanted: string) =>
    splitText(item).some((part) => part.kind === "variable" && part.name === wanted);
});
