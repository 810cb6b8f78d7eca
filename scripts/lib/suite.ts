import { existsSync } from "node:fs";
import path from "node:path";
import { countPlaywright, countVitest } from "./counts.ts";
import { root } from "./project.js";
import type { Step } from "./steps.ts";

/** Everything that must hold, in the order in which it is told. */
export const STEP_NAMES = [
  "format",
  "lint",
  "directions",
  "leftovers",
  "lockfile",
  "types",
  "build",
  "unit",
  "database",
  "browser",
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What takes seconds and needs no database. */
export const QUICK_STEPS: readonly StepName[] = ["format", "lint", "directions", "types", "unit"];

export interface SuiteOptions {
  /** Parts of the names of test files; none means all. */
  filters: readonly string[];
  /** Where test runners write their reports. */
  reports: string;
  /** May use what earlier runs found out, at the price of missing a few things that the whole suite finds. */
  isQuick: boolean;
}

const caches = path.join(root, "node_modules/.cache");

export function formatStep(): Step {
  return step("format", node("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."));
}

/** The types of the whole project, checked as the rules ask for them, take more than Node allows itself. */
const LINT_MEBIBYTES = 8192;

/** Rules that know types look across files, which the cache of single files does not: only quick runs use it. */
export function lintStep({ isQuick }: SuiteOptions): Step {
  const cache = isQuick ? ["--cache", "--cache-location", path.join(caches, "eslint/")] : [];
  const [program, ...args] = node("eslint/bin/eslint.js", "--max-warnings", "0", ...cache, ".");
  return step("lint", [program, `--max-old-space-size=${LINT_MEBIBYTES}`, ...args]);
}

export function directionsStep(): Step {
  const cli = node("dependency-cruiser/bin/dependency-cruiser.mjs", "--config", ".dependency-cruiser.js", ".");
  return step("directions", cli);
}

export function leftoversStep(): Step {
  return step("leftovers", node("knip/bin/knip.js", "--no-progress", "--no-config-hints"));
}

export function lockfileStep(): Step {
  return step("lockfile", [process.execPath, path.join(root, "scripts/lockfile.ts")]);
}

/** Next writes types of its own, for stylesheets and routes, without which a fresh clone does not check. */
export function typesStep(): Step {
  const generate = existsSync(path.join(root, "next-env.d.ts")) ? [] : [node("next/dist/bin/next", "typegen")];
  return step("types", ...generate, node("typescript/bin/tsc", "--noEmit", "--project", "."));
}

export function buildStep(): Step {
  return step("build", [process.execPath, path.join(root, "scripts/build.js")]);
}

export function unitStep(options: SuiteOptions): Step {
  return vitestStep("unit", options);
}

/** The suites on both databases; without an address, on the embedded one alone. */
export function databaseStep(options: SuiteOptions, postgresUrl: string | null): Step {
  return { ...vitestStep("database", options), env: postgresUrl ? { SLIPWAY_TEST_DATABASE_URL: postgresUrl } : {} };
}

export function browserStep({ filters, reports }: SuiteOptions, chromium: string): Step {
  const report = path.join(reports, "browser.json");
  return {
    ...step(
      "browser",
      node("@playwright/test/cli.js", "test", "--reporter=list,json", "--pass-with-no-tests", ...filters),
    ),
    env: { SLIPWAY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    live: true,
    count: () => countPlaywright(report),
  };
}

function vitestStep(project: "unit" | "database", { filters, reports }: SuiteOptions): Step {
  const report = path.join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const cli = node("vitest/vitest.mjs", "run", "--project", project, ...reporters, "--passWithNoTests", ...filters);
  return { ...step(project, cli), live: true, count: () => countVitest(report) };
}

function step(name: StepName, ...commands: Step["commands"]): Step {
  return { name, commands };
}

/** A command line program from node_modules, run by this very Node. */
function node(script: string, ...args: string[]): Step["commands"][number] {
  return [process.execPath, path.join(root, "node_modules", script), ...args];
}
