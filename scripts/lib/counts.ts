import { existsSync, readFileSync } from "node:fs";
import type { Counts } from "./steps.ts";

/** Counts the tests in a report of Vitest's JSON reporter; none when the run did not get to write one. */
export function countVitest(file: string): Counts {
  const report = readReport(file) as { numPassedTests: number; numFailedTests: number } | null;
  return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
}

/** Counts the tests in a report of Playwright's JSON reporter. */
export function countPlaywright(file: string): Counts {
  const report = readReport(file) as { stats: { expected: number; unexpected: number; flaky: number } } | null;
  if (!report) return { passed: 0, failed: 0 };
  return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky };
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
