import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface RunningProgram {
  pid: number;
  /** Where it listens; 0 for one that does not. */
  port: number;
  stop(): Promise<void>;
}

const SECRET = "a-secret-that-only-the-bench-uses-0123456789";

/** Starts one of Slipway's programs over a PostgreSQL, as an operator does, and waits until it says that it runs. */
export async function startProgram(
  name: "gateway" | "orchestrator",
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<RunningProgram> {
  const program = path.resolve(import.meta.dirname, "../../bin/slipway.ts");
  const child = spawn(process.execPath, [program, name], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: "0",
      NEXTAUTH_SECRET: SECRET,
      SLIPWAY_ENCRYPTION_KEY: SECRET,
      SLIPWAY_RATE_LIMITS: "off",
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return {
    pid: child.pid ?? 0,
    port: Number(/localhost:(\d+)/.exec(said.toString())?.[1] ?? 0),
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Asks until the gateway answers this many devices from memory, which it does as soon as it has read them. */
export async function whenLoaded(port: number, target: string, authorization: string): Promise<void> {
  for (let lasts = 0; lasts < 20;) {
    const startedAt = performance.now();
    const { ok } = await fetch(`http://127.0.0.1:${port}${target}`, { headers: { authorization } });
    lasts = ok && performance.now() - startedAt < 20 ? lasts + 1 : 0;
    await sleep(250);
  }
}
