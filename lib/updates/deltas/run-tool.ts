import { spawn } from "node:child_process";

/** A tool that did not do its work. The message is for people. */
export class ToolError extends Error {
  override name = "ToolError";
  /** It may go better another time: somebody killed it. */
  readonly mayBeTriedAgain: boolean;

  constructor(message: string, { mayBeTriedAgain = false }: { mayBeTriedAgain?: boolean } = {}) {
    super(message);
    this.mayBeTriedAgain = mayBeTriedAgain;
  }
}

export interface ToolLimits {
  secondsMax: number;
  memoryBytesMax: number;
  signal?: AbortSignal;
}

const COMMAND_NOT_FOUND = 127;
const MESSAGE_LENGTH_MAX = 300;
/** Whoever serves devices at the same time comes first. */
const NICENESS = "10";
/** The shell sets the limit of memory and becomes the tool, so that there is one process to be killed. */
const SCRIPT = 'command -v "$2" >/dev/null || exit 127; ulimit -v "$1" && shift && exec nice -n "$NICENESS" "$@"';

/** Runs a program that works on files, under limits. Throws ToolError, also where it is not installed. */
export async function runTool(program: string, args: readonly string[], limits: ToolLimits): Promise<void> {
  const kibibytes = String(Math.floor(limits.memoryBytesMax / 1024));
  const child = spawn("sh", ["-c", SCRIPT, "sh", kibibytes, program, ...args], {
    // A group of its own, so that what the tool may have started ends with it.
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    // No secrets of ours are its business.
    env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, LC_ALL: "C", NICENESS },
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-MESSAGE_LENGTH_MAX);
  });
  const causes: ToolError[] = [];
  const end = (error: ToolError) => {
    causes.push(error);
    killGroup(child.pid);
  };
  const timer = setTimeout(
    () => end(new ToolError(`${program} took longer than ${limits.secondsMax} seconds.`)),
    limits.secondsMax * 1000,
  );
  const stop = () => end(new ToolError(`${program} was stopped with the server.`, { mayBeTriedAgain: true }));
  limits.signal?.addEventListener("abort", stop);
  if (limits.signal?.aborted) stop();
  try {
    const { code, signal } = await ended(child);
    const fault = causes[0] ?? faultOf(program, { code, signal, complaint, limits });
    if (fault) throw fault;
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener("abort", stop);
  }
}

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

function ended(child: ReturnType<typeof spawn>): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function faultOf(
  program: string,
  { code, signal, complaint, limits }: End & { complaint: string; limits: ToolLimits },
): ToolError | null {
  if (code === 0) return null;
  if (code === COMMAND_NOT_FOUND) return new ToolError(`${program} is not installed on this server.`);
  if (signal !== null) return new ToolError(`${program} was killed (${signal}).`, { mayBeTriedAgain: true });
  const text = complaint.trim().replaceAll(/\s+/g, " ");
  if (/memory|malloc|bad_alloc|allocat/i.test(text)) {
    const mebibytes = Math.round(limits.memoryBytesMax / 1024 / 1024);
    return new ToolError(`${program} wanted more memory than the ${mebibytes} MiB allowed.`);
  }
  return new ToolError(`${program} failed${text ? `: ${text}` : ` with the code ${code}.`}`);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
