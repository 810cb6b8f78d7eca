// Did a service bear the load that was put on it?
import type { StageConfig } from "#lib/templates/rules/stage-kinds.ts";

/** What was measured. An error is whatever did not end with a status of 200 to 299. */
export interface LoadFigures {
  requests: number;
  errors: number;
  timeouts: number;
  durationSeconds: number;
  p50Millis: number;
  p90Millis: number;
  p99Millis: number;
  maxMillis: number;
  /** How many answers came with each status. */
  statuses: Record<string, number>;
}

export interface LoadSummary extends LoadFigures {
  errorRate: number;
  requestsPerSecond: number;
}

type Limits = Pick<StageConfig<"loadTest">, "p99MillisMax" | "errorRateMax" | "requestsPerSecondMin">;

export function summarize(figures: LoadFigures): LoadSummary {
  return {
    ...figures,
    errorRate: figures.requests === 0 ? 1 : round(figures.errors / figures.requests, 5),
    requestsPerSecond: figures.durationSeconds === 0 ? 0 : round(figures.requests / figures.durationSeconds, 2),
  };
}

/** Lists every limit that was missed, with what was measured. */
export function judgeLoad(summary: LoadSummary, limits: Limits): string[] {
  if (summary.requests === 0) return ["no request was answered"];
  const { p99MillisMax, errorRateMax, requestsPerSecondMin } = limits;
  const misses: string[] = [];
  if (p99MillisMax !== undefined && summary.p99Millis > p99MillisMax) {
    misses.push(`p99 was ${summary.p99Millis} ms, above ${p99MillisMax} ms`);
  }
  if (summary.errorRate > errorRateMax) {
    misses.push(`${percent(summary.errorRate)} of the requests failed, more than ${percent(errorRateMax)}`);
  }
  if (requestsPerSecondMin !== undefined && summary.requestsPerSecond < requestsPerSecondMin) {
    misses.push(`${summary.requestsPerSecond} requests per second went through, below ${requestsPerSecondMin}`);
  }
  return misses;
}

export function describeLoad({ requests, requestsPerSecond, p50Millis, p99Millis, errorRate }: LoadSummary): string {
  return (
    `${requests} requests, ${requestsPerSecond} per second; half within ${p50Millis} ms, 99 % within ${p99Millis} ms; ` +
    `${percent(errorRate)} failed`
  );
}

function percent(share: number): string {
  return `${round(share * 100, 3)} %`;
}

function round(value: number, places: number): number {
  return Math.round(value * 10 ** places) / 10 ** places;
}
