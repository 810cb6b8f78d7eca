/** What does a simulated device do with an action, and when? */
import type { Dice } from "#lib/simulate/rules/dice.ts";
import type { App, OfferedAction, Report } from "#lib/simulate/rules/protocol.ts";

/** How a fleet behaves. Rates are shares from 0 to 1. */
export interface Behavior {
  updateSeconds: number;
  failRate: number;
  silentRate: number;
  slowRate: number;
  offlineRate: number;
  /** Versions or tags that fail on every device. */
  failVersions: ReadonlySet<string>;
}

export type Ending = "healthy" | "failed" | "rolledBack" | "silent";

export interface Step {
  /** Time since the step before. */
  waitMillis: number;
  report: Report;
  /** What the device runs from this step on, where that changes. */
  runs?: App;
}

export interface Plan {
  product: string;
  steps: Step[];
  ending: Ending;
}

const DOWNLOAD_SHARE = 0.5;
const INSTALL_SHARE = 0.3;
const CHECK_SHARE = 0.2;
const PROGRESS = [20, 60, 100] as const;
const SPREAD = 0.4;
const SLOW_FACTOR = 8;
/** Some failures show while installing; the others only when the new version runs. */
const FAILS_WHILE_INSTALLING = 0.3;

const INSTALL_FAULTS = [
  "no space left on device",
  "layer checksum does not match",
  "container runtime timed out",
] as const;
const HEALTH_FAULTS = ["GET /health answered 503", "process exited with code 1", "GET /health timed out"] as const;

/** Plans the reports of one action from the first to the last. */
export function planAction(action: OfferedAction, behavior: Behavior, isSlow: boolean, dice: Dice): Plan {
  const millis = dice.around(behavior.updateSeconds * 1000, SPREAD) * (isSlow ? SLOW_FACTOR : 1);
  return action.kind === "rollback" ? planRollback(action, millis) : planUpdate(action, behavior, millis, dice);
}

function planRollback(action: OfferedAction, millis: number): Plan {
  const { id: actionId, product } = action;
  return {
    product,
    ending: "rolledBack",
    steps: [
      { waitMillis: 0, report: { actionId, status: "accepted" } },
      { waitMillis: millis * CHECK_SHARE, report: { actionId, status: "installing" } },
      { waitMillis: millis * INSTALL_SHARE, report: { actionId, status: "rolledBack" }, runs: appOf(action) },
    ],
  };
}

function planUpdate(action: OfferedAction, behavior: Behavior, millis: number, dice: Dice): Plan {
  const { id: actionId, product } = action;
  const download = planDownload(actionId, millis);
  if (dice.happens(behavior.silentRate)) return { product, steps: download, ending: "silent" };

  const installing: Step = { waitMillis: 0, report: { actionId, status: "installing" } };
  const installMillis = millis * INSTALL_SHARE;
  const fails = isBad(action, behavior) || dice.happens(behavior.failRate);
  if (fails && dice.happens(FAILS_WHILE_INSTALLING)) {
    const message = `Installation failed: ${dice.pick(INSTALL_FAULTS)}`;
    const failed: Step = { waitMillis: installMillis, report: { actionId, status: "failed", message } };
    return { product, steps: [...download, installing, failed], ending: "failed" };
  }

  const installed: Step = {
    waitMillis: installMillis,
    report: { actionId, status: "installed" },
    runs: appOf(action),
  };
  const verdict: Report = fails
    ? { actionId, status: "failed", message: `Health check failed: ${dice.pick(HEALTH_FAULTS)}` }
    : { actionId, status: "healthy" };
  const checked: Step = { waitMillis: millis * CHECK_SHARE, report: verdict };
  return { product, steps: [...download, installing, installed, checked], ending: fails ? "failed" : "healthy" };
}

function planDownload(actionId: number, millis: number): Step[] {
  const waitMillis = (millis * DOWNLOAD_SHARE) / PROGRESS.length;
  const progress = PROGRESS.map((percent): Step => {
    return { waitMillis, report: { actionId, status: "downloading", progress: percent } };
  });
  return [{ waitMillis: 0, report: { actionId, status: "accepted" } }, ...progress];
}

function isBad(action: OfferedAction, behavior: Behavior): boolean {
  return action.version !== null && behavior.failVersions.has(action.version);
}

function appOf({ image, digest, version }: OfferedAction): App {
  return { image, digest, version };
}
