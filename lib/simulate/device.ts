import type { Answer, Speaker } from "#lib/simulate/speaker.ts";
import type { Tally } from "#lib/simulate/tally.ts";
import { Dice } from "#lib/simulate/rules/dice.ts";
import { planAction, type Behavior, type Plan, type Step } from "#lib/simulate/rules/plan.ts";
import type { Apps, ReportAnswer, TargetState } from "#lib/simulate/rules/protocol.ts";

/** What a device keeps between two runs of the simulation. */
export interface DeviceIdentity {
  id: string;
  token: string;
  name: string;
  apps: Apps;
}

export interface DeviceSurroundings {
  speaker: Speaker;
  behavior: Behavior;
  tally: Tally;
  /** How often to poll; null follows what the server says. */
  pollSeconds: number | null;
}

const POLL_SPREAD = 0.2;
const POLL_SECONDS_DEFAULT = 60;
const BACKOFF_MILLIS_MAX = 30_000;
const BACKOFF_MILLIS_MIN = 500;

/** One pretend device: polls, does what it is told, reports. It does nothing by itself; its turn is called. */
export class SimulatedDevice {
  readonly identity: DeviceIdentity;
  readonly isOffline: boolean;
  readonly #isSlow: boolean;
  readonly #dice: Dice;
  #etag: string | null = null;
  #serverPollSeconds = POLL_SECONDS_DEFAULT;
  #plan: Plan | null = null;
  #step = 0;
  #failures = 0;
  #hasIntroducedItself = false;

  constructor(identity: DeviceIdentity, behavior: Behavior, seed: string) {
    this.identity = identity;
    this.#dice = new Dice(seed, identity.name);
    this.isOffline = this.#dice.happens(behavior.offlineRate);
    this.#isSlow = this.#dice.happens(behavior.slowRate);
  }

  /** Says when the first turn is, spread over one interval, so that a fleet does not poll in step. */
  firstTurnAfter({ pollSeconds }: DeviceSurroundings): number {
    return this.#dice.between(0, (pollSeconds ?? POLL_SECONDS_DEFAULT) * 1000);
  }

  /** Takes a turn: one request. Answers after how many milliseconds the next one is due; null for never. */
  async takeTurn(around: DeviceSurroundings): Promise<number | null> {
    if (!this.#hasIntroducedItself) return this.#introduce(around);
    const step = this.#plan?.steps[this.#step];
    return this.#plan && step ? this.#report(around, this.#plan, step) : this.#poll(around);
  }

  /** Says once what it runs, as a device does when it starts. */
  async #introduce(around: DeviceSurroundings): Promise<number | null> {
    const answer = await around.speaker.report(this.identity, { apps: this.identity.apps });
    if (answer.kind !== "ok") return this.#afterTrouble(around, answer);
    this.#hasIntroducedItself = true;
    return this.#afterSuccess(around);
  }

  async #poll(around: DeviceSurroundings): Promise<number | null> {
    const answer = await around.speaker.poll(this.identity, this.#etag);
    if (answer.kind !== "ok") return this.#afterTrouble(around, answer);
    this.#failures = 0;
    if (answer.body === null) return this.#untilNextPoll(around);
    this.#etag = answer.etag;
    return this.#follow(around, answer.body);
  }

  #follow(around: DeviceSurroundings, state: TargetState): number {
    this.#serverPollSeconds = state.pollSeconds;
    if (!state.action) return this.#untilNextPoll(around);
    this.#plan = planAction(state.action, around.behavior, this.#isSlow, this.#dice);
    this.#step = 0;
    around.tally.began();
    return this.#plan.steps[0]?.waitMillis ?? 0;
  }

  async #report(around: DeviceSurroundings, plan: Plan, step: Step): Promise<number | null> {
    const apps = step.runs ? { ...this.identity.apps, [plan.product]: step.runs } : this.identity.apps;
    const report = step.runs ? { ...step.report, apps } : step.report;
    const answer = await around.speaker.report(this.identity, report);
    if (answer.kind !== "ok") return this.#afterTrouble(around, answer);
    this.#failures = 0;
    this.identity.apps = apps;
    return this.#afterReport(around, plan, answer.body);
  }

  #afterReport(around: DeviceSurroundings, plan: Plan, answer: ReportAnswer | null): number | null {
    this.#step++;
    const next = plan.steps[this.#step];
    if (next && answer?.accepted !== false) return next.waitMillis;
    this.#plan = null;
    this.#etag = null;
    // The server may know better, for example that the rollout was cancelled: then the rest is not done.
    around.tally.ended(next ? "stopped" : plan.ending);
    return !next && plan.ending === "silent" ? null : this.#afterSuccess(around);
  }

  #afterSuccess(around: DeviceSurroundings): number {
    this.#failures = 0;
    return this.#untilNextPoll(around);
  }

  /** Tries again after a growing pause; the same report is sent once more. Who is not known here gives up. */
  #afterTrouble(around: DeviceSurroundings, answer: Exclude<Answer<unknown>, { kind: "ok" }>): number | null {
    if (answer.kind === "refused") {
      around.tally.refused++;
      return null;
    }
    this.#failures = Math.min(this.#failures + 1, 10);
    const pause = Math.min(BACKOFF_MILLIS_MAX, BACKOFF_MILLIS_MIN * 2 ** this.#failures);
    return Math.max(this.#dice.between(pause / 2, pause), answer.retryAfterMillis);
  }

  #untilNextPoll({ pollSeconds }: DeviceSurroundings): number {
    return this.#dice.around((pollSeconds ?? this.#serverPollSeconds) * 1000, POLL_SPREAD);
  }
}
