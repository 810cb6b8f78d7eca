import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "#lib/agent/log.ts";
import type { Outbox } from "#lib/agent/outbox.ts";
import { pauseAfter } from "#lib/agent/rules/backoff.ts";
import type { AgentReport, Letter } from "#lib/agent/rules/outbox.ts";
import { messageOf } from "#lib/agent/trouble.ts";
import type { Answer } from "#lib/simulate/speaker.ts";
import type { ReportAnswer } from "#lib/simulate/rules/protocol.ts";

interface CourierOptions {
  outbox: Outbox;
  send: (report: AgentReport) => Promise<Answer<ReportAnswer>>;
  /** The server minds this action no more. */
  onRefused: (actionId: number, reason: string) => void;
  log: Log;
  random: () => number;
}

/** Carries reports to the server, one after the other, and through outages. */
export class Courier {
  readonly #options: CourierOptions;
  readonly #stopping = new AbortController();
  #run: Promise<void> | null = null;
  #failures = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Keeps a report on the disk and sends it as soon as possible. On a full disk it is at least sent. */
  async post(report: AgentReport): Promise<void> {
    try {
      await this.#options.outbox.add(report);
    } catch (error) {
      this.#options.log.error("A report cannot be written down", { reason: messageOf(error) });
    }
    this.#wake();
  }

  /** Waits until every report has been answered, however long the server is away. Ends early with the signal. */
  async untilDelivered(signal: AbortSignal): Promise<void> {
    this.#wake();
    while (this.#options.outbox.size > 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const goOn = () => {
          signal.removeEventListener("abort", goOn);
          resolve();
        };
        signal.addEventListener("abort", goOn);
        this.#whenIdle.push(goOn);
      });
    }
  }

  /** Ends after the request in hand. What is left waits on the disk. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#run;
  }

  #wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#run ??= this.#deliver().finally(() => {
      this.#run = null;
      for (const resolve of this.#whenIdle.splice(0)) resolve();
    });
  }

  async #deliver(): Promise<void> {
    const { outbox, log, random } = this.#options;
    for (let letter = outbox.first; letter && !this.#stopping.signal.aborted; letter = outbox.first) {
      const answer = await this.#options.send(letter.report);
      if (answer.kind === "ok" || answer.kind === "rejected") {
        this.#failures = 0;
        this.#take(letter, answer);
        // Left in the file, it would at worst be sent twice.
        await outbox.remove(letter.id).catch(() => {});
        continue;
      }
      const retryAfter = answer.kind === "trouble" ? answer.retryAfterMillis : 0;
      const pause = pauseAfter(++this.#failures, random(), retryAfter);
      log.warn("A report has to wait", {
        reason: answer.reason,
        waiting: outbox.size,
        seconds: Math.ceil(pause / 1000),
      });
      await sleep(pause, undefined, { signal: this.#stopping.signal }).catch(() => {}); // Stopped: the loop ends.
    }
  }

  #take({ report }: Letter, answer: Extract<Answer<ReportAnswer>, { kind: "ok" | "rejected" }>): void {
    const { log, onRefused } = this.#options;
    const reason =
      answer.kind === "rejected" ? answer.reason : answer.body?.accepted === false ? answer.body.reason : null;
    if (reason === null) return;
    const { actionId, status } = report;
    log.warn("The server does not mind a report", { action: actionId, status, reason });
    if (actionId !== undefined) onRefused(actionId, reason ?? "The server minds it no more.");
  }
}
