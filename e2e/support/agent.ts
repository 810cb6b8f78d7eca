import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "@playwright/test";

const program = path.resolve(import.meta.dirname, "../../bin/slipway.ts");

/** Of this machine's environment the agent is to know nothing. */
const quiet = { NODE_ENV: "production" } as const;

interface AgentSettings {
  server: string;
  enrollmentToken: string;
  name: string;
  /** How releases are run: the rest of the command line. */
  args: string[];
  /** What an operator would write into the file that --config names. */
  config: Record<string, unknown>;
}

/** The real agent in a process of its own, with a data folder that outlives it. */
export class AgentProcess {
  readonly #folder: string;
  readonly #settings: AgentSettings;
  #child: ChildProcess | null = null;
  #output = "";

  private constructor(folder: string, settings: AgentSettings) {
    this.#folder = folder;
    this.#settings = settings;
  }

  static async start(settings: AgentSettings): Promise<AgentProcess> {
    const agent = new AgentProcess(await mkdtemp(path.join(os.tmpdir(), "slipway-e2e-agent-")), settings);
    await writeFile(path.join(agent.#folder, "config.json"), JSON.stringify(settings.config));
    agent.run();
    return agent;
  }

  /** What it has said since it was run last. */
  get output(): string {
    return this.#output;
  }

  run(): void {
    const { server, enrollmentToken, name } = this.#settings;
    const args = ["agent", "--server", server, "--name", name, ...this.#settings.args];
    const folders = ["--data-dir", path.join(this.#folder, "data"), "--config", path.join(this.#folder, "config.json")];
    const env = { ...quiet, PATH: process.env.PATH, HOME: this.#folder, SLIPWAY_ENROLLMENT_TOKEN: enrollmentToken };
    this.#output = "";
    const child = spawn(process.execPath, [program, ...args, ...folders], { env });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    }
    this.#child = child;
  }

  async says(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.#output, { message: `the agent says ${pattern}`, intervals: [20] }).toMatch(pattern);
  }

  /** Ends it as an operator does, and answers the exit code. */
  stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
}
