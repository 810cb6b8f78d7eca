// Checks everything that must hold and ends with the line "N passed, N failed". Run it before you hand over:
//   npm test                                    everything
//   npm run verify                              what takes seconds and needs no database
//   npm test -- --only unit,lint                just these steps
//   npm test -- lib/rollouts e2e/sign-in        just the tests in these files
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { provideChromium } from "./lib/chromium.ts";
import { startPostgres } from "./lib/postgres.ts";
import { runStep, stopSteps, write, type Counts, type Step } from "./lib/steps.ts";
import * as suite from "./lib/suite.ts";

const { values: flags, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, only: { type: "string", multiple: true } },
});
const wanted = chooseSteps();
const reports = mkdtempSync(path.join(os.tmpdir(), "slipway-reports-"));
const options: suite.SuiteOptions = { filters, reports, isQuick: flags.quick };
const total: Counts = { passed: 0, failed: 0 };
const notices: string[] = [];

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stopSteps);
try {
  // Two at once keep two cores busy. The tests come after them, alone, as some of them wait for time to pass.
  await Promise.all([
    runWanted(suite.lintStep(options), suite.directionsStep(), suite.leftoversStep(), suite.lockfileStep()),
    runWanted(suite.typesStep(), suite.buildStep(), suite.formatStep()),
  ]);
  await runWanted(suite.unitStep(options));
  if (wanted.has("database")) await runDatabaseTests();
  if (wanted.has("browser")) await runBrowserTests();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
for (const notice of notices) write(notice);
write(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function chooseSteps(): ReadonlySet<string> {
  const only = flags.only?.flatMap((list) => list.split(","));
  const unknown = only?.filter((name) => !suite.STEP_NAMES.some((known) => known === name)) ?? [];
  if (unknown.length > 0) {
    write(`There is no step ${unknown.join(", ")}. The steps are ${suite.STEP_NAMES.join(", ")}.`);
    process.exit(2);
  }
  if (only) return new Set(only);
  if (flags.quick) return new Set(suite.QUICK_STEPS);
  if (filters.length === 0) return new Set(suite.STEP_NAMES);
  const stories = filters.filter((filter) => filter.startsWith("e2e"));
  return new Set([
    ...(stories.length < filters.length ? ["unit", "database"] : []),
    ...(stories.length > 0 ? ["build", "browser"] : []),
  ]);
}

async function runWanted(...steps: Step[]): Promise<void> {
  for (const step of steps.filter(({ name }) => wanted.has(name))) {
    const { passed, failed } = await runStep(step);
    total.passed += passed;
    total.failed += failed;
  }
}

async function runDatabaseTests(): Promise<void> {
  const server = await startPostgres();
  if ("skipped" in server) {
    notices.push(`SKIPPED: every suite on PostgreSQL, because ${server.skipped}.`);
    await runWanted(suite.databaseStep(options, null));
    return;
  }
  try {
    await runWanted(suite.databaseStep(options, server.url));
  } finally {
    await server.stop();
  }
}

/** Without a browser nobody knows whether the stories hold, which is a failure and no reason to pass. */
async function runBrowserTests(): Promise<void> {
  const chromium = provideChromium();
  if (chromium) {
    await runWanted(suite.browserStep(options, chromium));
  } else {
    total.failed += 1;
    notices.push("FAILED: browser, because no Chromium was found or could be fetched (SLIPWAY_CHROMIUM names one).");
  }
}
