import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { swupdateConfig } from "#components/enroll/commands.ts";
import { whyNotInstalled } from "./debian-package.ts";
import { hardware, INSTALLED_FILE } from "./swu.ts";

const PROGRAM = "swupdate";
const CONFIG_FILE = "swupdate.cfg";

/** Says why there is no SWUpdate on this machine, after trying to install Debian's; null where there is one. */
export function whyNoSwupdate(): Promise<string | null> {
  return whyNotInstalled(PROGRAM, "swupdate");
}

export interface Connection {
  url: string;
  controllerId: string;
  targetToken: string;
  /** With what updates have to be signed. */
  certificate: string;
}

/** A livelier pace than that of real devices: seconds between polls, and before a download is tried again. */
const PACE = "-p 1 -w 1";

/** It polls every second, and says so each time; before a window opens every five. */
const SILENCE_MILLIS_MAX = 12_000;

/** What the boot loader of a real device would have noted about the system that runs. */
const bootStates = { untested: "1", works: "2", fellBack: "3" } as const;

/** A device on which Debian's SWUpdate daemon runs, in a folder of its own. */
export class SwupdateDevice {
  readonly #folder: string;
  #child: ChildProcess | null = null;
  #output = "";
  #watchdog: NodeJS.Timeout | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Configures it by what the page for enrollment tells people to paste. */
  static async prepare(connection: Connection): Promise<SwupdateDevice> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "slipway-swupdate-"));
    const { url, controllerId, targetToken, certificate } = connection;
    const config = `
globals : { public-key-file = "${certificate}"; loglevel = 6; };
identify : ( { name = "serial"; value = "${controllerId}"; } );
${swupdateConfig({ origin: url, tenant: "DEFAULT", controllerId, token: { kind: "target", value: targetToken } })}
`;
    await writeFile(path.join(folder, CONFIG_FILE), config);
    return new SwupdateDevice(folder);
  }

  /** What the daemon has printed so far. */
  get output(): string {
    return this.#output;
  }

  start(): void {
    this.#spawn("");
  }

  /** Starts it again as after a boot, which shows whether the new system works. */
  async restart(system: keyof typeof bootStates): Promise<void> {
    await this.stop();
    this.#spawn(`-c ${bootStates[system]}`);
  }

  /** What the last update wrote; null where none came so far. */
  async readInstalled(): Promise<Buffer | null> {
    return readFile(path.join(this.#folder, INSTALLED_FILE)).catch(() => null);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#watchdog);
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // The daemon consists of several processes: it leads their group.
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(suricatta: string): void {
    const child = spawn(
      PROGRAM,
      ["-f", CONFIG_FILE, "-H", `${hardware.board}:${hardware.revision}`, "-u", `${PACE} ${suricatta}`],
      // Its sockets, its scratch files and what it installs lie in its folder, so that many can run side by side.
      { cwd: this.#folder, env: { ...process.env, TMPDIR: this.#folder }, detached: true },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#watchdog?.refresh();
      });
    }
    this.#watchdog = setTimeout(() => void this.#revive(suricatta), SILENCE_MILLIS_MAX);
  }

  /** On a busy machine the daemon's processes may wait for each other for ever. A device has a watchdog for that. */
  async #revive(suricatta: string): Promise<void> {
    await this.stop();
    this.#output += "\nIt had gone silent and was started again.\n";
    this.#spawn(suricatta);
  }
}
