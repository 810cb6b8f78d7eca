import { barWidth, drawBar, drawShare, type BarPart } from "#lib/cli/live/bar.ts";
import { describeElapsed } from "#lib/cli/live/elapsed.ts";
import type { Frame } from "#lib/cli/live/frame.ts";
import type { Color } from "#lib/cli/paint.ts";
import { percent } from "#lib/cli/print.ts";
import type { BatchStatus, DeviceCounts, RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import type { WaitReason } from "#lib/rollouts/rules/next-step.ts";
import type { BatchView, RolloutView } from "#lib/rollouts/view.ts";

const NEWS_MAX = 5;
/** Lines beside batches and news: title, two gaps, gate, what it waits for, trouble, counts of hidden batches. */
const OTHER_LINES = 10;
const BESIDE_BAR = 58;

/** Draws a rollout as it stands: its batches with their devices, its gate, what it waits for and what happened. */
export function rolloutLines(rollout: RolloutView, frame: Frame): string[] {
  const { paint, trouble, rows } = frame;
  const news = frame.news.slice(-NEWS_MAX);
  const batches = around(rollout.batches, rollout.currentBatch, rows - OTHER_LINES - news.length);
  const hidden = rollout.batches.length - batches.length;
  const waiting = describeWaiting(rollout, frame.now);
  return [
    titleOf(rollout, frame),
    paint(
      "dim",
      `${rollout.image}:${rollout.tag} · ${rollout.strategy}${rollout.policy ? ` · ${rollout.policy.name}` : ""}`,
    ),
    "",
    ...batches.map((batch) => batchLine(batch, frame)),
    ...(rollout.batches.length === 0 ? ["Its batches are not planned yet."] : []),
    ...(hidden > 0 ? [paint("dim", `   … and ${hidden} more batches`)] : []),
    "",
    gateLine(rollout, frame),
    ...(rollout.statusReason ? [`Why      ${rollout.statusReason}`] : []),
    ...(waiting ? [`Waiting  ${waiting}`] : []),
    ...(news.length > 0 ? ["", ...news.map((line) => paint("dim", line))] : []),
    ...(trouble ? [paint("yellow", `${trouble} Trying again …`)] : []),
  ];
}

const colors: Record<RolloutStatus, Color> = {
  pending: "dim",
  scheduled: "dim",
  running: "cyan",
  paused: "yellow",
  completed: "green",
  failed: "red",
  cancelled: "yellow",
  rollingBack: "yellow",
  rolledBack: "yellow",
};

function titleOf(rollout: RolloutView, { now, paint }: Frame): string {
  const { number, product, fromVersion, toVersion, status, startedAt, completedAt } = rollout;
  const until = completedAt === null ? now : new Date(completedAt);
  const elapsed = startedAt === null ? "" : `  ${describeElapsed(until.getTime() - new Date(startedAt).getTime())}`;
  const what = `Rollout #${number}  ${product.slug} ${fromVersion ?? "?"} → ${toVersion}`;
  return `${paint("bold", what)}  ${paint(colors[status], status)}${elapsed}`;
}

const marks: Record<BatchStatus, string> = {
  pending: "·",
  running: "▸",
  completed: "✓",
  rolledBack: "↩",
  cancelled: "–",
};

function batchLine({ index, status, deviceCount, counts }: BatchView, { columns, paint }: Frame): string {
  const bar = drawBar(partsOf(counts), barWidth(columns, BESIDE_BAR), paint);
  const done = counts.healthy + counts.skipped;
  const share = deviceCount === 0 ? "" : `${Math.floor((done / deviceCount) * 100)} %`;
  return `${marks[status]} ${String(index + 1).padStart(2)}  ${bar}  ${share.padStart(5)}  ${describeCounts(counts)}`;
}

function partsOf(counts: DeviceCounts): BarPart[] {
  return [
    { count: counts.healthy + counts.skipped, sign: "█", color: "green" },
    { count: counts.rolledBack, sign: "↩", color: "yellow" },
    { count: counts.failed, sign: "×", color: "red" },
    { count: counts.scheduled + counts.updating, sign: "▒", color: "cyan" },
    { count: counts.pending, sign: "░", color: "dim" },
  ];
}

function describeCounts(counts: DeviceCounts): string {
  const words: [number, string][] = [
    [counts.healthy, "healthy"],
    [counts.skipped, "skipped"],
    [counts.rolledBack, "rolled back"],
    [counts.failed, "failed"],
    [counts.scheduled + counts.updating, "updating"],
    [counts.pending, "pending"],
  ];
  const said = words.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.join(", ") || "no devices";
}

const GATE_WIDTH = 20;

function gateLine({ failureRate, failureRateMax }: RolloutView, { paint }: Frame): string {
  const isTripped = failureRate > failureRateMax;
  const share = failureRateMax === 0 ? Number(isTripped) : failureRate / failureRateMax;
  const bar = drawShare(Math.min(1, share), GATE_WIDTH, isTripped ? "red" : "yellow", paint);
  const verdict = isTripped ? paint("red", "above the limit") : "within the limit";
  return `Gate     ${bar}  ${percent(failureRate)} failed, at most ${percent(failureRateMax)}: ${verdict}`;
}

const waits: Record<WaitReason, string> = {
  registry: "for the registry's answer",
  scheduledTime: "for its time",
  window: "for the maintenance window",
  approval: "for an approval of the next batch",
  delay: "for the delay between batches",
  devices: "for devices to answer",
  paused: "for somebody to resume it",
  rollback: "for devices to go back",
  nothing: "",
};

function describeWaiting({ waitingFor }: RolloutView, now: Date): string {
  const words = waitingFor ? waits[waitingFor.reason] : "";
  if (!waitingFor?.until || words === "") return words;
  const left = new Date(waitingFor.until).getTime() - now.getTime();
  return left > 0 ? `${words}, ${describeElapsed(left)} at most` : words;
}

/** The batches around the one that is under way, as many as there is room for. */
function around(batches: readonly BatchView[], current: number, room: number): readonly BatchView[] {
  const count = Math.max(3, room);
  if (batches.length <= count) return batches;
  const start = Math.min(Math.max(0, current - Math.floor(count / 2)), batches.length - count);
  return batches.slice(start, start + count);
}
