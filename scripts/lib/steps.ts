import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "./project.js";

/** Longer than any step takes on a slow machine: it ends what hangs. */
const STEP_LIMIT_MILLIS = 30 * 60_000;

export interface Counts {
  passed: number;
  failed: number;
}

/** One thing that must hold. */
export interface Step {
  name: string;
  /** Commands to run one after another; the first that fails ends the step. */
  commands: readonly (readonly [program: string, ...args: string[]])[];
  env?: Record<string, string>;
  /** Shows output while it comes, for steps that take minutes and run alone. */
  live?: boolean;
  /** Counts the tests in a step's report. A step without one counts as one. */
  count?: () => Counts;
}

/** Runs a step, shows how it went, and counts. */
export async function runStep(step: Step): Promise<Counts> {
  if (isStopped) return { passed: 0, failed: 0 };
  const startedAt = performance.now();
  if (step.live) write(`▸ ${step.name}`);
  let succeeded = true;
  let output = "";
  for (const command of step.commands) {
    const result = await runCommand(command, step);
    output += result.output;
    succeeded = result.code === 0;
    if (!succeeded) break;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(`${succeeded ? "✓" : "✗"} ${step.name} (${seconds} s)`);
  if (!succeeded && output) write(output.trimEnd());
  return tally(step, succeeded);
}

/** A runner that fails without a failed test (a file that cannot be loaded, say) counts as one failure. */
function tally(step: Step, succeeded: boolean): Counts {
  if (!step.count) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = step.count();
  return succeeded ? counts : { passed: counts.passed, failed: Math.max(counts.failed, 1) };
}

async function runCommand([program, ...args]: Step["commands"][number], step: Step) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...step.env },
    stdio: step.live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    timeout: STEP_LIMIT_MILLIS,
    killSignal: "SIGTERM",
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    if (signal) output += `\n${program} was ended by ${signal}.`;
    return { code, output };
  } catch (error) {
    return { code: 1, output: `${program} cannot be run: ${(error as Error).message}` };
  } finally {
    running.delete(child);
  }
}

const running = new Set<ReturnType<typeof spawn>>();
let isStopped = false;

/** Ends the commands under way and lets no other begin. */
export function stopSteps(): void {
  isStopped = true;
  for (const child of running) child.kill("SIGTERM");
}

export function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
