// Runs programs as children that end with us.
import { spawn } from "node:child_process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const PARENT_CHECK_MILLIS = 500;

/**
 * Runs a program and waits for its end; signals that reach us are handed on to it. Resolves to its exit code, or to
 * the signal that ended it.
 */
async function run(program, args, options) {
  const child = spawn(program, args, options);
  const handOn = (signal) => {
    // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one may mean "at once".
    const isFromTerminal = signal === "SIGINT" && process.stdin.isTTY;
    if (!isFromTerminal) child.kill(signal);
    clearInterval(watch);
  };
  for (const signal of SIGNALS) process.on(signal, handOn);
  const watch = watchParent(() => handOn("SIGTERM"));
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, handOn);
    clearInterval(watch);
  }
}

/**
 * Calls back when our parent is gone. An npm that is told to stop tells the shell between it and us, which dies without
 * a word to us; without this, the server would stay behind.
 */
function watchParent(onGone) {
  const isRunByNpm = process.env.npm_lifecycle_event !== undefined;
  if (!isRunByNpm) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, PARENT_CHECK_MILLIS);
  return watch;
}

/** Runs a step on the way to a task; what it prints goes to stderr. Resolves to its exit code. */
export async function runStep(program, args, options) {
  const { code, signal } = await run(program, args, { ...options, stdio: ["ignore", process.stderr, process.stderr] });
  if (signal) endBy(signal);
  return code;
}

/** Runs the task itself, with our own input and output, and exits as it did. */
export async function exitWith(program, args, options) {
  const { code, signal } = await run(program, args, { ...options, stdio: "inherit" });
  if (signal) endBy(signal);
  process.exit(code);
}

/** Ends us as the child ended, which shells and supervisors want to know. */
function endBy(signal) {
  process.kill(process.pid, signal);
}
