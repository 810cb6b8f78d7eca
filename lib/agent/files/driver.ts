import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";
import type { Around, Driver } from "#lib/agent/driver.ts";
import { applyRelease } from "#lib/agent/files/apply.ts";
import { bytesOf, download, DownloadError, isWhole } from "#lib/agent/files/download.ts";
import { FileStore } from "#lib/agent/files/store.ts";
import { askCommand, checkHealth, type Patient } from "#lib/agent/health.ts";
import type { Log } from "#lib/agent/log.ts";
import { appOf, type Action } from "#lib/agent/rules/action.ts";
import { findKept, keepRelease, type FileRelease } from "#lib/agent/rules/file-release.ts";
import { optionsOf, type AgentFile } from "#lib/agent/rules/options.ts";
import { fail, moveTo, takeBack, type Advance, type Work } from "#lib/agent/rules/work.ts";
import { environmentFor } from "#lib/agent/rules/script-environment.ts";
import { runCommand } from "#lib/agent/run-command.ts";
import { messageOf } from "#lib/agent/trouble.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";

export interface FilesDetail {
  release: FileRelease | null;
  /** How often the script was started for this release; more than once after a crash or a power cut. */
  attempt: number;
}

export interface FilesDriverOptions {
  dataDir: string;
  file: AgentFile;
  server: string;
  readToken: () => Promise<string>;
  script: string;
  scriptTimeoutMillis: number;
  deviceAddress: string;
  device: { id: string; name: string };
  previousKept: number;
}

type FilesWork = Work<FilesDetail>;
type FilesAdvance = Advance<FilesDetail>;

/** The file system needs some room of its own. */
const SPARE_BYTES = 1024 * 1024;

/** Runs a product as files that a script of the operator's puts in place. */
export class FilesDriver implements Driver<FilesDetail> {
  readonly #options: FilesDriverOptions;
  readonly #store: FileStore;
  /** The attempt that this process has written down and may begin. */
  #announced = "";

  constructor(options: FilesDriverOptions) {
    this.#options = options;
    this.#store = new FileStore(options.dataDir);
  }

  begin(action: Action): FilesWork {
    return { action, phase: "fetching", reason: null, detail: { release: null, attempt: 0 } };
  }

  async advance(work: FilesWork, around: Around): Promise<FilesAdvance> {
    switch (work.phase) {
      case "fetching":
        return this.#fetch(work, around);
      case "preparing":
        return this.#prepare(work);
      case "swapping":
        return this.#apply(work, around);
      case "checking":
        return this.#judge(work, around);
      case "keeping":
        return this.#keep(work);
      case "returning":
        return this.#goBack(work);
      default:
        return assertNever(work.phase);
    }
  }

  async apps(): Promise<Apps> {
    const apps: Apps = {};
    for (const product of await this.#store.products()) {
      const { current } = await this.#store.historyOf(product);
      if (current) apps[product] = current.app;
    }
    return apps;
  }

  attributes(): Promise<Record<string, string>> {
    return Promise.resolve({ script: this.#options.script });
  }

  async tidy(log: Log): Promise<void> {
    for (const product of await this.#store.products()) {
      for (const folder of await this.#store.tidy(product)) log.info("Removed an old release", { product, folder });
    }
  }

  async #fetch(work: FilesWork, around: Around): Promise<FilesAdvance> {
    const { action } = work;
    const { product, artifacts } = action;
    const key = this.#store.keyOf(action);
    const history = await this.#store.historyOf(product);
    const kept = findKept(history, action, key);
    if (kept && (await this.#isIntact(product, kept))) {
      if (kept.key === history.current?.key) return this.#isThereAlready(work, around);
      return moveTo(work, "preparing", { release: { ...kept, app: appOf(action) } });
    }
    if (artifacts.length === 0) {
      return fail(`The action names no files, and version ${action.version ?? "?"} is not kept on this host.`);
    }
    const release: FileRelease = {
      key,
      app: appOf(action),
      files: artifacts.map(({ name, sha256, size }) => ({ name, sha256, size })),
    };
    await this.#store.saveHistory(product, { ...history, unfinished: key });
    try {
      await this.#downloadAll(action, key, around);
    } catch (error) {
      if (error instanceof DownloadError) return fail(error.message);
      throw error;
    }
    return moveTo(work, "preparing", { release });
  }

  async #downloadAll({ id, product, artifacts }: Action, key: string, around: Around): Promise<void> {
    const { server, readToken } = this.#options;
    const folder = await this.#store.openFolder(product, key);
    await requireRoom(folder, artifacts);
    const total = artifacts.reduce((sum, { size }) => sum + size, 0) || 1;
    let before = 0;
    for (const artifact of artifacts) {
      around.log.info("Downloading", { action: id, file: artifact.name, bytes: artifact.size });
      const tell = (done: number) => {
        const percent = Math.floor((100 * (before + done)) / total);
        void around.progress("downloading", { percent, message: null });
      };
      tell(0);
      await download({ artifact, folder, server, readToken, signal: around.untouchedSignal, onBytes: tell });
      before += artifact.size;
    }
  }

  async #isIntact(product: string, { key, files }: FileRelease): Promise<boolean> {
    const folder = this.#store.folderOf(product, key);
    for (const file of files) if (!(await isWhole(path.join(folder, file.name), file))) return false;
    return true;
  }

  async #isThereAlready(work: FilesWork, around: Around): Promise<FilesAdvance> {
    const verdict = await this.#check(work.action, around);
    if (verdict.kind === "unhealthy") return fail(`It runs this release already. ${verdict.reason}`);
    return { kind: "over", ending: { kind: "done" } };
  }

  /** Looks whether there is a script at all while nothing was touched yet. */
  async #prepare(work: FilesWork): Promise<FilesAdvance> {
    const { script } = this.#options;
    try {
      await access(script, constants.X_OK);
    } catch (error) {
      return fail(`The script ${script} cannot be run: ${messageOf(error)}`);
    }
    return moveTo(work, "swapping", { attempt: 0 });
  }

  /** The attempt is written down before it begins, so that the script can be told that it was interrupted. */
  async #apply(work: FilesWork, around: Around): Promise<FilesAdvance> {
    const { action, detail } = work;
    const attempt = `${action.id}:${detail.attempt}`;
    if (this.#announced !== attempt) {
      this.#announced = `${action.id}:${detail.attempt + 1}`;
      return moveTo(work, "swapping", { attempt: detail.attempt + 1 });
    }
    await around.progress("installing", { percent: null, message: null });
    const fault = await this.#runScript(action, detail.release, { attempt: detail.attempt });
    this.#announced = "";
    return fault === null ? moveTo(work, "checking") : takeBack(work, fault);
  }

  async #judge(work: FilesWork, around: Around): Promise<FilesAdvance> {
    await around.installed();
    const verdict = await this.#check(work.action, around);
    return verdict.kind === "healthy" ? moveTo(work, "keeping") : takeBack(work, verdict.reason);
  }

  async #keep({ action: { product }, detail: { release } }: FilesWork): Promise<FilesAdvance> {
    const history = await this.#store.historyOf(product);
    if (release) await this.#store.saveHistory(product, keepRelease(history, release, this.#options.previousKept));
    return { kind: "over", ending: { kind: "done" } };
  }

  async #goBack({ action, reason }: FilesWork): Promise<FilesAdvance> {
    const why = reason ?? "It was taken back.";
    const history = await this.#store.historyOf(action.product);
    await this.#store.saveHistory(action.product, { ...history, unfinished: null });
    const { current } = history;
    if (current === null) return fail(`${why} There is nothing to go back to.`);
    const { image, digest, version } = current.app;
    const back: Action = { ...action, kind: "rollback", image, digest, version };
    const fault = await this.#runScript(back, current, { attempt: 1 });
    return fault === null ? fail(why, true) : fail(`${why} Going back failed as well: ${fault}`);
  }

  /** Answers what went wrong; null when the script is content. */
  async #runScript(
    action: Action,
    release: FileRelease | null,
    { attempt }: { attempt: number },
  ): Promise<string | null> {
    const { script, scriptTimeoutMillis } = this.#options;
    const { current } = await this.#store.historyOf(action.product);
    return applyRelease({
      script,
      action,
      attempt,
      timeoutMillis: scriptTimeoutMillis,
      folder: this.#store.folderOf(action.product, release?.key ?? ""),
      files: release?.files.map(({ name }) => name) ?? [],
      previous: current && {
        folder: this.#store.folderOf(action.product, current.key),
        version: current.app.version,
      },
    });
  }

  #check(action: Action, { sleep, log, progress }: Around) {
    const { device, deviceAddress } = this.#options;
    return checkHealth({
      check: action.healthCheck ?? null,
      patient: this.#patientFor(action),
      values: {
        device_ip: deviceAddress,
        device_id: device.id,
        device_name: device.name,
        image: action.image,
        tag: action.version,
        version: action.version,
      },
      sleep,
      onFailure: (reason) => {
        log.info("Not healthy yet", { action: action.id, product: action.product, reason });
        void progress(null, { percent: null, message: `Not healthy yet: ${reason}` });
      },
    });
  }

  #patientFor(action: Action): Patient {
    const { health } = optionsOf(this.#options.file, action.product);
    return {
      isAlive: async () => ({ kind: "passed" }),
      lookAtContainer: async () => ({
        kind: "hopeless",
        reason: "This device runs no containers that could be checked.",
      }),
      askItself: async (policySignal) => {
        if (!health) return { kind: "passed" };
        const { command } = health;
        const env = environmentFor(process.env, action);
        return askCommand(health, policySignal, (signal) => runCommand({ command, env, signal }));
      },
    };
  }
}

/** Says early and clearly what a full disk would say late. What is downloaded already needs no more room. */
async function requireRoom(folder: string, artifacts: Action["artifacts"]): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  let needed = SPARE_BYTES;
  for (const artifact of artifacts) needed += artifact.size - (await bytesOf(folder, artifact));
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new DownloadError(`The disk is full: ${needed} bytes are needed, and ${free} are free.`);
}
