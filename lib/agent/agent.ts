import { setTimeout as sleep } from "node:timers/promises";
import { carryOut } from "#lib/agent/carry-out.ts";
import { Courier } from "#lib/agent/courier.ts";
import type { Driver } from "#lib/agent/driver.ts";
import { readIdentity, type IdentityOptions } from "#lib/agent/identity.ts";
import type { Log } from "#lib/agent/log.ts";
import type { Outbox } from "#lib/agent/outbox.ts";
import { readAction, targetState } from "#lib/agent/rules/action.ts";
import { pauseAfter } from "#lib/agent/rules/backoff.ts";
import type { Work } from "#lib/agent/rules/work.ts";
import { messageOf } from "#lib/agent/trouble.ts";
import { WorkFile } from "#lib/agent/work-file.ts";
import { Speaker, type Answer, type Identity } from "#lib/simulate/speaker.ts";
import type { ReportAnswer, TargetState } from "#lib/simulate/rules/protocol.ts";

export interface AgentOptions<Detail> {
  identity: Identity;
  identityOptions: IdentityOptions;
  driver: Driver<Detail>;
  outbox: Outbox;
  log: Log;
  /** What people may want to know of the host, beside what the driver knows. */
  attributes: Record<string, string>;
  patienceMillis: number;
  random: () => number;
}

const POLL_SPREAD = 0.1;
const UNEXPECTED_PAUSE_MILLIS = 30_000;

/** One device's agent: asks what to do, does it, and says what came of it. */
export class Agent<Detail> {
  readonly #options: AgentOptions<Detail>;
  readonly #speaker: Speaker;
  readonly #courier: Courier;
  readonly #file: WorkFile<Detail>;
  #identity: Identity;
  #etag: string | null = null;
  #pollSeconds = 60;
  #failures = 0;
  #isIntroduced = false;
  /** The action that was done last. */
  #lastId: number | null = null;
  #withdrawal: { actionId: number; controller: AbortController } | null = null;

  constructor(options: AgentOptions<Detail>) {
    const { identity, identityOptions, outbox, log, random } = options;
    this.#options = options;
    this.#identity = identity;
    this.#file = new WorkFile(identityOptions.dataDir);
    this.#speaker = new Speaker(identityOptions.server, 1, { answered: () => {}, unreachable: 0 });
    this.#courier = new Courier({
      outbox,
      log,
      random,
      send: (report) => this.#heed(this.#speaker.report(this.#identity, report)),
      onRefused: (actionId, reason) => this.#withdraw(actionId, reason),
    });
  }

  /** Serves until the signal. What is under way then goes on at the next start. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        const pause = await this.#turnSafely(signal);
        await sleep(pause, undefined, { signal }).catch(() => {}); // Stopped: the loop ends.
      }
    } finally {
      await this.#close();
    }
  }

  /** Asks once, does what there is to do, and delivers what is to be said of it. */
  async runOnce(signal: AbortSignal): Promise<void> {
    try {
      await this.#turn(signal);
      await this.#courier.untilDelivered(signal);
    } finally {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    // A request that hangs would hold up the stop; the report stays on the disk.
    await Promise.all([this.#courier.stop(), this.#speaker.close()]);
    await this.#options.outbox.close();
  }

  /** An agent that ends by an error of its own could not be mended from afar, so it goes on after a while. */
  async #turnSafely(signal: AbortSignal): Promise<number> {
    try {
      return await this.#turn(signal);
    } catch (error) {
      if (signal.aborted) return 0;
      this.#options.log.error("Something unexpected happened; going on soon", { reason: messageOf(error) });
      return UNEXPECTED_PAUSE_MILLIS;
    }
  }

  /** Answers how long to wait until the next turn. */
  async #turn(signal: AbortSignal): Promise<number> {
    const interrupted = await this.#file.load();
    if (interrupted) await this.#carryOut(interrupted, signal);
    await this.#introduce();
    // A server that has not heard the end of an action would offer it once more.
    await this.#courier.untilDelivered(signal);
    if (signal.aborted) return 0;
    const answer = await this.#heed(this.#speaker.poll(this.#identity, this.#etag));
    if (answer.kind !== "ok") return this.#afterTrouble(answer);
    this.#failures = 0;
    if (answer.body !== null) {
      this.#etag = answer.etag;
      const lastId = this.#lastId;
      const doneId = await this.#follow(answer.body, signal);
      this.#lastId = doneId ?? lastId;
      // More may wait already, and people wait for it. The same once more means that the server did not mind the end.
      if (doneId !== null && doneId !== lastId) return 0;
    }
    return this.#pollSeconds * 1000 * (1 + POLL_SPREAD * (this.#options.random() - 0.5));
  }

  /** Does what the answer says. Answers which action was done; null where there was none to do. */
  async #follow(body: TargetState, signal: AbortSignal): Promise<number | null> {
    const { log } = this.#options;
    const state = targetState.safeParse(body);
    if (!state.success) {
      log.error("The server's answer is not understood; is this agent older than the server?");
      return null;
    }
    this.#pollSeconds = state.data.pollSeconds;
    if (state.data.action === null) return null;
    const read = readAction(state.data.action);
    if (read.kind === "unknown") {
      log.error("An action is not understood", { action: read.id, reason: read.reason });
      await this.#courier.post({ actionId: read.id, status: "failed", message: read.reason });
      return read.id;
    }
    const { action } = read;
    const { id, product, version, kind } = action;
    log.info(kind === "rollback" ? "Told to roll back" : "Told to update", { action: id, product, version });
    // Only what was accepted survives a pause of the rollout, so nothing is begun without that word.
    const answer = await this.#heed(this.#speaker.report(this.#identity, { actionId: id, status: "accepted" }));
    if (answer.kind === "ok" && answer.body?.accepted !== false) {
      await this.#carryOut(this.#options.driver.begin(action), signal);
      return id;
    }
    const reason = answer.kind === "ok" ? answer.body?.reason : answer.reason;
    log.warn("Not begun", { action: id, product, reason });
    // The next poll must not be answered with "nothing new".
    this.#etag = null;
    return null;
  }

  async #carryOut(work: Work<Detail>, signal: AbortSignal): Promise<void> {
    const { driver, log, random, patienceMillis } = this.#options;
    const controller = new AbortController();
    this.#withdrawal = { actionId: work.action.id, controller };
    try {
      await carryOut(work, {
        ...{ driver, log, random, patienceMillis, signal },
        courier: this.#courier,
        file: this.#file,
        withdrawal: controller.signal,
      });
    } finally {
      this.#withdrawal = null;
    }
    // What runs may have changed, and what ran before may not be needed any more.
    this.#isIntroduced = false;
    await driver.tidy(log).catch((error: unknown) => log.warn("Cannot tidy up", { reason: messageOf(error) }));
  }

  /** Says what runs and what the host is like: at the start, and after each change. */
  async #introduce(): Promise<void> {
    if (this.#isIntroduced) return;
    const { driver, attributes, log } = this.#options;
    try {
      const [apps, own] = [await driver.apps(), await driver.attributes()];
      await this.#courier.post({ apps, attributes: { ...attributes, ...own } });
      this.#isIntroduced = true;
    } catch (error) {
      // The server is asked all the same: being heard from is worth something.
      log.warn("Cannot say what runs", { reason: messageOf(error) });
    }
  }

  #withdraw(actionId: number, reason: string): void {
    if (this.#withdrawal?.actionId === actionId) this.#withdrawal.controller.abort(new Error(reason));
  }

  async #afterTrouble(answer: Exclude<Answer<unknown>, { kind: "ok" }>): Promise<number> {
    const retryAfter = answer.kind === "trouble" ? answer.retryAfterMillis : 0;
    const pause = pauseAfter(++this.#failures, this.#options.random(), retryAfter);
    this.#options.log.warn("The server does not answer as it should", {
      reason: answer.reason,
      seconds: Math.ceil(pause / 1000),
    });
    return pause;
  }

  /** After a refusal the token is read again: somebody may have rotated it and put the new one there. */
  async #heed<Body extends TargetState | ReportAnswer>(asked: Promise<Answer<Body>>): Promise<Answer<Body>> {
    const answer = await asked;
    if (answer.kind !== "refused") return answer;
    this.#options.log.error("The server does not know this device by its token; was it rotated or the device retired?");
    const read = await readIdentity(this.#options.identityOptions).catch(() => null);
    if (read) this.#identity = read;
    return answer;
  }
}
