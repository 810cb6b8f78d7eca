// Does a run of a CI system concern a trigger?
import { compileGlob } from "#lib/intake/rules/glob.ts";
import type { RunReport } from "#lib/intake/rules/run.ts";

export const TRIGGER_MODES = ["deploy", "watch"] as const;
/** Whether a green run starts a deployment; a red one stops what was deployed either way. */
export type TriggerMode = (typeof TRIGGER_MODES)[number];

export interface TriggerPattern {
  /** owner/name; in capitals or not. */
  repository: string;
  /** A glob; empty: any. */
  workflow: string;
  /** A glob. */
  branch: string;
}

export function matchesRun(
  pattern: TriggerPattern,
  run: Pick<RunReport, "repository" | "workflow" | "branch">,
): boolean {
  return (
    pattern.repository.toLowerCase() === run.repository.toLowerCase() &&
    (pattern.workflow === "" || matchesGlob(pattern.workflow, run.workflow)) &&
    matchesGlob(pattern.branch, run.branch)
  );
}

function matchesGlob(glob: string, text: string): boolean {
  const compiled = compileGlob(glob);
  return text !== "" && compiled.ok && compiled.matcher.matches(text);
}
