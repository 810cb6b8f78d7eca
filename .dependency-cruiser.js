/**
 * The table of contents of lib/, from what everything stands on to what stands on everything. A chapter may use those
 * before it and those on its own line, never a later one.
 */
const chapters = [
  ["kernel"],
  ["outbound"],
  ["database"],
  ["events", "access", "jobs", "wire", "stages", "calendar"],
  ["products", "artifacts", "devices", "registries"],
  ["builds", "cdn", "backup"],
  ["updates"],
  ["rollouts", "diffs", "openapi"],
  ["templates", "environments"],
  ["risk", "stage-kinds"],
  ["deployments"],
  ["intake", "migration-guard"],
  ["check-in", "ci", "rollbacks"],
  ["hawkbit"],
  ["live", "notifications"],
  ["orchestrator", "gateway"],
  ["http"],
  ["process", "cli"],
];

/** They speak to Slipway over HTTP as strangers would, and so stand beside the chapters, not among them. */
const outsiders = ["agent", "client", "simulate"];

/** A chapter has rules, and so may a section of it. */
const rules = ["^lib/[^/]+/rules/", "^lib/[^/]+/[^/]+/rules/"];

const oneOf = (names) => `(${names.join("|")})`;

const directions = chapters.slice(0, -1).map((names, line) => ({
  name: `direction-${names.join("-")}`,
  comment:
    "Imports point one way, so that a chapter can be read with only the earlier ones in mind. Move what is shared " +
    "into an earlier chapter, or let the later chapter call.",
  severity: "error",
  from: {
    path: `^lib/${oneOf(names)}/`,
    // Context and runtime carry database and actor through every chapter; they know their types and no more.
    pathNot: ["\\.test\\.tsx?$", "^lib/kernel/(context|runtime)\\.ts$"],
  },
  to: { path: `^lib/${oneOf(chapters.slice(line + 1).flat())}/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...directions,
    {
      name: "chapter-unlisted",
      comment: "Every folder of lib/ stands in the table of contents above, or its direction would go unchecked.",
      severity: "error",
      from: { path: `^lib/(?!${oneOf([...chapters.flat(), ...outsiders, "testing"])}/)` },
      to: {},
    },
    {
      name: "context-types-only",
      comment:
        "Context and runtime name what every chapter may use; code of later chapters would make the kernel depend on them.",
      severity: "error",
      from: { path: "^lib/kernel/(context|runtime)\\.ts$" },
      to: { path: "^lib/(?!kernel/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-cycles",
      comment:
        "Two files that need each other are one idea in two places, and which of them loads first is an accident.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only", "dynamic-import"] } },
    },
    {
      name: "rules-stay-pure",
      comment:
        "Rules say what is true, in the server and in the browser: they import rules, the kernel and pure libraries.",
      severity: "error",
      from: { path: rules, pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(lib|components|app|bin)/", pathNot: [...rules, "^lib/[^/]+/types\\.ts$", "^lib/kernel/"] },
    },
    {
      name: "rules-do-no-io",
      comment:
        "A rule that reads a file, the network or a clock cannot be tested with a table, nor run in the browser.",
      severity: "error",
      from: { path: rules, pathNot: "\\.test\\.tsx?$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "only-stores-know-prisma",
      comment: "How things are kept is known to stores alone, so that a change of tables ends there.",
      severity: "error",
      from: {
        path: "^(lib|app|components|bin)/",
        pathNot: ["^lib/database/", "^lib/(.*/|)testing/", "\\.test\\.tsx?$", "/store[^/]*\\.ts$", "/store/"],
      },
      to: { path: ["^lib/database/generated/", "node_modules/(@prisma|prisma|pglite-prisma-adapter)/"] },
    },
    {
      name: "pages-know-use-cases",
      comment: "An address introduces a request to a use case; it never reads or writes the database itself.",
      severity: "error",
      from: { path: "^(app|components)/" },
      to: { path: ["^lib/database/", "^lib/[^/]+/store"] },
    },
    {
      name: "components-know-rules-and-views",
      comment:
        "Components run in the browser: from lib/ they take rules and the kernel, and of views and inputs the types.",
      severity: "error",
      from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
      to: {
        path: "^lib/",
        pathNot: [...rules, "^lib/[^/]+/types\\.ts$", "^lib/kernel/"],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "words-have-no-domain",
      comment:
        "components/ui are words that every sentence may use; a word that knows a noun of the domain is a sentence.",
      severity: "error",
      from: { path: "^components/(ui|charts)/" },
      to: { path: ["^components/(?!ui/|charts/)[^/]+/", "^lib/(?!kernel/)"] },
    },
    {
      name: "library-knows-no-screen",
      comment: "lib/ serves pages, commands and devices alike and must not depend on one of its users.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components|bin|e2e|bench|scripts)/" },
    },
    {
      name: "outsiders-stay-outside",
      comment:
        "The agent and the simulated fleet prove the protocol over HTTP; a short cut through lib/ would prove nothing.",
      severity: "error",
      from: { path: `^lib/${oneOf(outsiders)}/`, pathNot: "\\.test\\.tsx?$" },
      to: { path: "^lib/", pathNot: [`^lib/${oneOf([...outsiders, "kernel"])}/`, ...rules] },
    },
    {
      name: "tests-stay-out-of-the-product",
      comment: "What only tests need must not be shipped, nor be leaned on.",
      severity: "error",
      from: { path: "^(lib|app|components|bin)/", pathNot: ["^lib/(.*/|)testing/", "\\.test\\.tsx?$"] },
      to: { path: ["^lib/(.*/|)testing/", "\\.test\\.tsx?$", "^e2e/"] },
    },
    {
      name: "no-development-packages",
      comment: "The product must start where development packages were left out of the installation.",
      severity: "error",
      from: {
        path: "^(lib|app|components|bin)/",
        pathNot: ["^lib/(.*/|)testing/", "\\.test\\.tsx?$"],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-unlisted-packages",
      comment: "A package that package.json does not name is there by accident and may leave by accident.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere fails only when somebody gets there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^lib/database/generated/"] },
    exclude: { path: ["^\\.next/", "^\\.node/"] },
    tsConfig: { fileName: "tsconfig.json" },
    // Type imports count: they are dependencies of the reader, if not of the program.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
