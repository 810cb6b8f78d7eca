import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, type Config } from "#lib/kernel/config.ts";

export interface ServerProcess {
  /** Resolves to the exit code when the server has ended, whoever ended it. */
  ended: Promise<number>;
  stop(signal: NodeJS.Signals): Promise<void>;
}

const LOOK_MILLIS = 250;
const STOP_MILLIS_MAX = 12_000;

/** Throws where somebody listens on the server's port already: it would be their answers that we get. */
export async function refuseTakenPort({ host, port }: Config): Promise<void> {
  if (port === 0) throw new ConfigError("The demo must know its port: set PORT, for example to 3000.");
  const probe = createServer();
  try {
    await once(probe.listen(port, host), "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${port} is taken. Choose another with PORT.`);
  }
  probe.close();
  await once(probe, "close");
}

/** Starts Slipway as a process of its own, which prints on our terminal. */
export function startServer(program: string, env: NodeJS.ProcessEnv): ServerProcess {
  const child = spawn(process.execPath, [program, "start"], { stdio: ["ignore", "inherit", "inherit"], env });
  const ended = once(child, "exit").then(([code]) => (typeof code === "number" ? code : 1));
  return { ended, stop: (signal) => stopChild(child, signal) };
}

/** Waits until the server is ready. False when it ended before. */
export async function waitUntilReady(url: string, server: ServerProcess): Promise<boolean> {
  const gone = server.ended.then(() => "gone" as const);
  for (;;) {
    const state = await Promise.race([gone, askReady(url)]);
    if (state !== "waiting") return state === "ready";
    await sleep(LOOK_MILLIS);
  }
}

async function askReady(url: string): Promise<"ready" | "waiting"> {
  try {
    const { ok } = await fetch(`${url}/ready`);
    return ok ? "ready" : "waiting";
  } catch {
    return "waiting"; // Nobody listens yet.
  }
}

/** Ends the server in order. A terminal sends Ctrl-C to the whole group: then it has the signal already. */
async function stopChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MILLIS_MAX);
  await ended;
  clearTimeout(timer);
}
