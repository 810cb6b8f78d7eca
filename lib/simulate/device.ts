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
  /** Whether the server was asked once what it thinks that we run. */
  #isKnown = false;
  #mustIntroduceItself = false;

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
    if (this.#mustIntroduceItself) return this.#introduce(around);
    const step = this.#plan?.steps[this.#step];
    return this.#plan && step ? this.#report(around, this.#plan, step) : this.#poll(around);
  }

  /** Says what it runs, as a device does when it starts and the server does not know. */
  async #introduce(around: DeviceSurroundings): Promise<number | null> {
    const answer = await around.speaker.report(this.identity, { apps: this.identity.apps });
    if (answer.kind !== "ok") return this.#afterTrouble(around, answer);
    this.#mustIntroduceItself = false;
    return this.#afterSuccess(around);
  }

  async #poll(around: DeviceSurroundings): Promise<number | null> {
    const answer = await around.speaker.poll(this.identity, this.#etag);
    if (answer.kind !== "ok") return this.#afterTrouble(around, answer);
    this.#failures = 0;
    if (answer.body === null) return this.#untilNextPoll(around);
    if (!this.#isKnown && !knowsAll(answer.body.apps, this.identity.apps)) this.#mustIntroduceItself = true;
    this.#isKnown = true;
    if (this.#mustIntroduceItself) return 0;
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
    // An action that the server no longer has is given up; the next poll tells what it wants instead.
    if (answer.kind === "rejected") return this.#afterReport(around, plan, { accepted: false });
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
    const retryAfterMillis = answer.kind === "trouble" ? answer.retryAfterMillis : 0;
    return Math.max(this.#dice.between(pause / 2, pause), retryAfterMillis);
  }

  #untilNextPoll({ pollSeconds }: DeviceSurroundings): number {
    return this.#dice.around((pollSeconds ?? this.#serverPollSeconds) * 1000, POLL_SPREAD);
  }
}

/** Says whether the server knows all that we run. */
function knowsAll(known: Apps, running: Apps): boolean {
  return Object.entries(running).every(([name, app]) => {
    const other = known[name];
    return other?.image === app.image && other.digest === app.digest && other.version === app.version;
  });
}
