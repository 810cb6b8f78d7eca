import { spawn } from "node:child_process";

const OUTPUT_BYTES_MAX = 16 * 1024;
const KILL_MILLIS = 10_000;
const LAST_WORDS_MILLIS = 500;

export interface CommandEnd {
  /** Null when it was ended: it took too long, or the agent stops. */
  exitCode: number | null;
  /** The end of what it wrote. */
  output: string;
}

interface CommandOptions {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  cwd?: string;
}

/**
 * Runs a program to its end. The signal ends it and everything it started: politely, and after ten seconds by force.
 * Throws where it cannot be started.
 */
export async function runCommand({ command, env, signal, cwd }: CommandOptions): Promise<CommandEnd> {
  const [program = "", ...args] = command;
  let output = Buffer.alloc(0);
  // A group of its own, so that what the program has started ends with it.
  const child = spawn(program, args, {
    env: env as NodeJS.ProcessEnv,
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output = Buffer.concat([output, chunk]).subarray(-OUTPUT_BYTES_MAX)));
  }
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    killGroup(child.pid, "SIGTERM");
    timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_MILLIS);
  };
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code));
      // What a program left running in the background may hold its output open for ever.
      child.once("exit", (code) => setTimeout(() => resolve(code), LAST_WORDS_MILLIS));
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    });
    return { exitCode: signal.aborted ? null : exitCode, output: output.toString("utf8").trim() };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
