import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const root = path.resolve(import.meta.dirname, "../..");
const READY_SECONDS_MAX = 90;
const STOP_MILLIS_MAX = 15_000;

/** Short enough that stories do not wait for the orchestrator. */
const FAST = { SLIPWAY_TICK_SECONDS: "0.5", SLIPWAY_POLL_SECONDS: "1", SLIPWAY_REGISTRY_POLL_SECONDS: "3600" };

export const administrator = { email: "admin@example.com", password: "harbor crane lantern 7" };
export const webhookSecret = "a-webhook-secret-that-only-stories-use";

/** The built program, running as its users run it, on a data folder of its own. */
export class Server {
  readonly url: string;
  /** An API token with every scope. */
  readonly token: string;
  readonly #dataDir: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;
  #output = "";

  private constructor(dataDir: string, port: number, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.token = `slp_${randomBytes(24).toString("hex")}`;
    this.#dataDir = dataDir;
    this.#env = {
      ...withoutSlipwaySettings(process.env),
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      SLIPWAY_PUBLIC_URL: this.url,
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_BOOTSTRAP_TOKEN: this.token,
      SLIPWAY_RATE_LIMITS: "off",
      DOCKER_WEBHOOK_SECRET: webhookSecret,
      ...FAST,
      ...env,
    };
  }

  /** Starts a server that nobody else uses. What `env` says comes on top of settings that suit stories. */
  static async start(env: Record<string, string> = {}): Promise<Server> {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), "slipway-e2e-"));
    const port = env.PORT === undefined ? await findFreePort() : Number(env.PORT);
    const server = new Server(dataDir, port, env);
    await server.run();
    return server;
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Runs the program, also again after a stop or a kill, on the same data folder. */
  async run(): Promise<void> {
    const child = spawn(process.execPath, [path.join(root, "bin/slipway.ts"), "start"], { cwd: root, env: this.#env });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    }
    const deadline = Date.now() + READY_SECONDS_MAX * 1000;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`The server did not get ready. It said:\n${this.#output}`);
      }
      await sleep(100);
    }
  }

  /** Starts a second process on the same data folder, on another port, and waits for its end. */
  async startAnother(): Promise<{ code: number | null; output: string }> {
    const env = { ...this.#env, PORT: String(await findFreePort()) };
    const child = spawn(process.execPath, [path.join(root, "bin/slipway.ts"), "start"], { cwd: root, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), READY_SECONDS_MAX * 1000);
    const [code] = (await once(child, "close")) as [number | null];
    clearTimeout(timer);
    return { code, output };
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child?.kill("SIGKILL"), STOP_MILLIS_MAX);
    await this.#end("SIGTERM");
    clearTimeout(timer);
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/ready`)).ok;
    } catch {
      return false; // It does not listen yet.
    }
  }
}

/** A developer's own settings must not reach the stories. */
function withoutSlipwaySettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(SLIPWAY_|NEXTAUTH_|DATABASE_URL$|DOCKER_WEBHOOK_SECRET$|GITHUB_WEBHOOK_SECRET$|CDN_\w+$|LOG_LEVEL$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))) as NodeJS.ProcessEnv;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
