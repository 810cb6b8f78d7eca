import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import Docker from "dockerode";
import { whyNotInstalled } from "./debian-package.ts";

const run = promisify(execFile);
/** The one program in the images of this suite; Debian's static one runs without any library. */
export const BUSYBOX = "/bin/busybox";
const PROGRAM = "podman";
const RUNTIME = "runc";
const START_SECONDS_MAX = 20;

/** Says why there are no containers on this machine, after trying to install Podman; null when there are. */
export async function whyNoContainerEngine(): Promise<string | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "containers are started by root, on Linux";
  for (const program of [PROGRAM, RUNTIME]) {
    const reason = await whyNotInstalled(program, program);
    if (reason !== null) return reason;
  }
  if (await exists(BUSYBOX)) return null;
  // It knows no --version, so that the answer says nothing; the file does.
  await whyNotInstalled("busybox", "busybox-static");
  return (await exists(BUSYBOX)) ? null : "busybox-static is not installed and cannot be installed here";
}

/**
 * Podman behind its API socket, with storage and settings of its own: nothing of the machine's containers is seen or
 * touched. Containers use the host's network, so that neither bridges nor firewalls are needed.
 */
export class ContainerEngine {
  readonly docker: Docker;
  readonly socket: string;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
    this.socket = path.join(folder, "podman.sock");
    this.docker = new Docker({ socketPath: this.socket });
    this.#env = {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      // Where the policy on signatures is looked for first; not every machine has one for everybody.
      HOME: folder,
      CONTAINERS_CONF: path.join(folder, "containers.conf"),
      CONTAINERS_REGISTRIES_CONF: path.join(folder, "registries.conf"),
      CONTAINERS_STORAGE_CONF: path.join(folder, "storage.conf"),
    };
  }

  static async start(registryHost: string): Promise<ContainerEngine> {
    const engine = new ContainerEngine(await mkdtemp(path.join(os.tmpdir(), "slipway-podman-")));
    await engine.#configure(registryHost);
    await engine.run();
    return engine;
  }

  /** Starts the API, also again after a stop. Containers do not need it to go on running. */
  async run(): Promise<void> {
    await rm(this.socket, { force: true });
    const args = ["system", "service", "--time=0", `unix://${this.socket}`];
    this.#child = spawn(PROGRAM, args, { env: this.#env, stdio: "ignore" });
    for (const deadline = Date.now() + START_SECONDS_MAX * 1000; !(await this.#answers()); await sleep(100)) {
      if (Date.now() > deadline) throw new Error(`Podman did not start within ${START_SECONDS_MAX} s.`);
    }
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** Ends every container, as switching the host off does. */
  async killContainers(): Promise<void> {
    await this.#podman("kill", "--all").catch(() => {}); // None may run.
  }

  async remove(): Promise<void> {
    await this.#podman("rm", "--force", "--all", "--time", "0").catch(() => {}); // What is left goes with the folder.
    await this.#podman("network", "prune", "--force").catch(() => {}); // It may never have made one.
    await this.stop();
    await this.#endMonitors();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Podman leaves the monitor of a command in a container alive for minutes, in case somebody asks how it ended. */
  async #endMonitors(): Promise<void> {
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      try {
        const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
        if (command.includes("conmon") && command.includes(this.#folder)) process.kill(Number(pid), "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
  }

  async #podman(...args: string[]): Promise<void> {
    await run(PROGRAM, args, { env: this.#env });
  }

  async #answers(): Promise<boolean> {
    try {
      await this.docker.ping();
      return true;
    } catch {
      return false; // It does not listen yet.
    }
  }

  async #configure(registryHost: string): Promise<void> {
    const runtime = path.join(this.#folder, "runc");
    const policy = path.join(this.#folder, ".config/containers");
    await mkdir(policy, { recursive: true });
    const files: [string, string][] = [
      [runtime, withoutLimits(await which(RUNTIME))],
      [path.join(policy, "policy.json"), JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] })],
      [
        this.#env.CONTAINERS_CONF!,
        `[containers]
netns = "host"
[network]
network_config_dir = "${this.#folder}/networks"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[engine.runtimes]
runc = ["${runtime}"]
`,
      ],
      [this.#env.CONTAINERS_REGISTRIES_CONF!, `[[registry]]\nlocation = "${registryHost}"\ninsecure = true\n`],
      [
        this.#env.CONTAINERS_STORAGE_CONF!,
        `[storage]
driver = "vfs"
graphroot = "${this.#folder}/storage"
runroot = "${this.#folder}/run"
`,
      ],
    ];
    for (const [file, content] of files) await writeFile(file, content);
    await chmod(runtime, 0o755);
  }
}

/** Machines for tests often may not raise limits; runc refuses what Podman asks for there, so it is not told. */
function withoutLimits(runc: string): string {
  return `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const args = process.argv.slice(2);
const after = (...names) => args[args.findIndex((arg) => names.includes(arg)) + 1];
const file = args.includes("create") || args.includes("run") ? (after("--bundle", "-b") ?? ".") + "/config.json"
  : args.includes("exec") ? after("--process", "-p") : null;
if (file) {
  const config = JSON.parse(readFileSync(file, "utf8"));
  const subject = config.process ?? config;
  delete subject.rlimits;
  delete subject.oomScoreAdj;
  writeFileSync(file, JSON.stringify(config));
}
process.exit(spawnSync(${JSON.stringify(runc)}, args, { stdio: "inherit" }).status ?? 1);
`;
}

async function which(program: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", `command -v ${program}`]);
  return stdout.trim();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
