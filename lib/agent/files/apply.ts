import path from "node:path";
import type { Action } from "#lib/agent/rules/action.ts";
import { environmentFor } from "#lib/agent/rules/script-environment.ts";
import { runCommand } from "#lib/agent/run-command.ts";
import { messageOf } from "#lib/agent/trouble.ts";

interface Application {
  script: string;
  action: Action;
  attempt: number;
  timeoutMillis: number;
  folder: string;
  files: string[];
  /** What is in place now; null where nothing is. */
  previous: { folder: string; version: string | null } | null;
}

const OUTPUT_LENGTH_MAX = 1000;

/** Lets the operator's script put a release in place. Answers what went wrong; null when the script is content. */
export async function applyRelease(application: Application): Promise<string | null> {
  const { script, action, attempt, timeoutMillis, folder, files, previous } = application;
  const env = environmentFor(process.env, action, {
    SLIPWAY_RELEASE_DIR: folder,
    SLIPWAY_FILES: files.map((name) => path.join(folder, name)).join("\n"),
    SLIPWAY_PREVIOUS_DIR: previous?.folder ?? "",
    SLIPWAY_PREVIOUS_VERSION: previous?.version ?? "",
    SLIPWAY_ATTEMPT: String(attempt),
  });
  try {
    const signal = AbortSignal.timeout(timeoutMillis);
    const { exitCode, output } = await runCommand({ command: [script], env, signal, cwd: folder });
    if (exitCode === 0) return null;
    const ending =
      exitCode === null ? `took longer than ${timeoutMillis / 1000} s` : `ended with exit code ${exitCode}`;
    return `The script ${ending}${output === "" ? "." : `: ${output.slice(-OUTPUT_LENGTH_MAX)}`}`;
  } catch (error) {
    return `The script cannot be started: ${messageOf(error)}`;
  }
}
