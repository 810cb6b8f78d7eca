// Did a batch go well enough to go on?
import { countUnanswered, type BatchFacts } from "#lib/rollouts/rules/rollout.ts";

export type Verdict =
  /** Some devices have not answered yet; none of what is known trips the gate. */
  { kind: "wait" } | { kind: "pass" } | { kind: "trip"; failureRate: number; reason: string };

/**
 * A share of few answers says little, the more so because failures come first: a broken installation reports at once,
 * a healthy one after its checks. So the rate is believed from this many answers on, or this share of a large batch.
 */
const TELLING_ANSWERS = 10;
const TELLING_SHARE = 0.25;

type Answered = Pick<BatchFacts, "counts" | "everFailed">;

/** Failed ÷ (healthy + failed) over the devices that answered. Rolled back failures remain failures. 0 without answers. */
export function failureRate({ counts, everFailed }: Answered): number {
  return rate(counts.healthy, everFailed);
}

/**
 * Judges a batch. Failures that a person accepted by resuming are left out of the picture. The gate trips once the
 * limit is certain to be broken, or once enough devices have answered to believe the rate.
 */
export function judgeBatch(
  batch: Pick<BatchFacts, "counts" | "everFailed" | "acceptedFailures" | "deviceCount">,
  maxFailureRate: number,
): Verdict {
  const failures = Math.max(0, batch.everFailed - batch.acceptedFailures);
  const gateRate = rate(batch.counts.healthy, failures);
  const allAnswered = countUnanswered(batch.counts) === 0;

  const isCertain = failures > maxFailureRate * batch.deviceCount;
  const isTelling = batch.counts.healthy + failures >= Math.max(TELLING_ANSWERS, TELLING_SHARE * batch.deviceCount);
  if (gateRate > maxFailureRate && (isCertain || isTelling || allAnswered)) {
    return { kind: "trip", failureRate: gateRate, reason: describeTrip(failures, gateRate, maxFailureRate) };
  }
  return allAnswered ? { kind: "pass" } : { kind: "wait" };
}

function rate(healthy: number, failures: number): number {
  return failures === 0 ? 0 : failures / (healthy + failures);
}

function describeTrip(failures: number, gateRate: number, limit: number): string {
  const devices = failures === 1 ? "1 device" : `${failures} devices`;
  return `Failure rate ${percent(gateRate)} is above the limit of ${percent(limit)}: ${devices} failed.`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
