// What do the measurements of a release say about it?
import { assertNever } from "#lib/kernel/errors.ts";
import type { Reading } from "#lib/stage-kinds/rules/reading.ts";
import type { MetricComparison, MetricConfig } from "#lib/templates/rules/stage-kinds.ts";

export type AnalysisStatus = "running" | "success" | "failure" | "inconclusive";

/** One look at one metric. */
export interface Measurement {
  at: string;
  value: number | null;
  sample: number | null;
  verdict: "success" | "failure" | "inconclusive" | "error";
  /** Why it is neither good nor bad. */
  why: string | null;
}

/** How one metric did so far. The counts cover everything; of the measurements themselves the latest are kept. */
export interface MetricState {
  name: string;
  dryRun: boolean;
  status: AnalysisStatus;
  reason: string | null;
  /** When it is measured next. */
  nextAt: string;
  successes: number;
  failures: number;
  inconclusives: number;
  /** Measurements in a row that could not be made. */
  errorsInRow: number;
  measurements: Measurement[];
}

/** The analysis after one batch, before the next may begin. */
export interface Analysis {
  /** The batch that waits for it. */
  before: number;
  startsAt: string;
  status: AnalysisStatus;
  reason: string | null;
  metrics: MetricState[];
}

const MEASUREMENTS_MAX = 1_000;

export function beginAnalysis(before: number, startsAt: Date, metrics: readonly MetricConfig[]): Analysis {
  const nextAt = startsAt.toISOString();
  const states = metrics.map(({ name, dryRun }): MetricState => ({
    name,
    dryRun,
    status: "running",
    reason: null,
    nextAt,
    successes: 0,
    failures: 0,
    inconclusives: 0,
    errorsInRow: 0,
    measurements: [],
  }));
  return judgeAnalysis({ before, startsAt: nextAt, status: "running", reason: null, metrics: states });
}

/** Says what a reading speaks for. `sample` is null where nobody asks how large the sample is. */
export function measure(reading: Reading, sample: Reading | null, config: MetricConfig, at: Date): Measurement {
  const size = sample?.kind === "number" ? sample.value : null;
  const base = { at: at.toISOString(), value: reading.kind === "number" ? reading.value : null, sample: size };
  if (reading.kind === "error") return { ...base, verdict: "error", why: reading.why };
  if (sample?.kind === "error") return { ...base, verdict: "error", why: `the size of the sample: ${sample.why}` };
  if (reading.kind === "nothing") return { ...base, verdict: "inconclusive", why: reading.why };
  if (config.minimumSample > 0 && (size ?? 0) < config.minimumSample) {
    const why = `the sample is ${size ?? "unknown"}, and ${config.minimumSample} are needed`;
    return { ...base, verdict: "inconclusive", why };
  }
  return { ...base, ...judgeValue(reading.value, config) };
}

function judgeValue(value: number, { success, failure }: MetricConfig): Pick<Measurement, "verdict" | "why"> {
  // A value that is both is bad: caution wins.
  if (failure !== undefined && holds(value, failure)) return { verdict: "failure", why: null };
  if (holds(value, success)) return { verdict: "success", why: null };
  // Where nobody says what is bad, whatever is not good is.
  if (failure === undefined) return { verdict: "failure", why: null };
  return { verdict: "inconclusive", why: "neither good nor bad" };
}

function holds(value: number, { is, value: limit }: MetricComparison): boolean {
  switch (is) {
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case "==":
      return value === limit;
    case "!=":
      return value !== limit;
    default:
      return assertNever(is);
  }
}

/** Adds a measurement to a metric and says how it stands. The next one is due an interval later. */
export function addMeasurement(state: MetricState, measurement: Measurement, config: MetricConfig): MetricState {
  const { verdict } = measurement;
  const counted: MetricState = {
    ...state,
    successes: state.successes + (verdict === "success" ? 1 : 0),
    failures: state.failures + (verdict === "failure" ? 1 : 0),
    inconclusives: state.inconclusives + (verdict === "inconclusive" ? 1 : 0),
    errorsInRow: verdict === "error" ? state.errorsInRow + 1 : 0,
    nextAt: new Date(new Date(measurement.at).getTime() + config.intervalSeconds * 1000).toISOString(),
    measurements: [...state.measurements, measurement].slice(-MEASUREMENTS_MAX),
  };
  return { ...counted, ...judgeMetric(counted, measurement, config) };
}

function judgeMetric(
  state: MetricState,
  latest: Measurement,
  config: MetricConfig,
): Pick<MetricState, "status" | "reason"> {
  const { failures, inconclusives, errorsInRow, successes } = state;
  const why = latest.why === null ? "" : `: ${latest.why}`;
  if (failures > config.failureLimit) {
    const seen = `${tell(latest.value)}, not ${config.success.is} ${config.success.value}`;
    return {
      status: "failure",
      reason: `${times(failures)} bad, ${config.failureLimit} allowed; the last was ${seen}`,
    };
  }
  // Nobody knows how the release does, which is not the same as doing badly.
  if (errorsInRow > config.errorLimit) {
    return { status: "inconclusive", reason: `${times(errorsInRow)} in a row not to be measured${why}` };
  }
  if (inconclusives > config.inconclusiveLimit) {
    return {
      status: "inconclusive",
      reason: `${times(inconclusives)} inconclusive, ${config.inconclusiveLimit} allowed${why}`,
    };
  }
  if (successes + failures + inconclusives >= config.count) {
    const reason = `${successes} of ${config.count} measurements good`;
    // However much is allowed to be unclear or bad: where nothing speaks for a release, nobody knows that it is well.
    return { status: successes > 0 ? "success" : "inconclusive", reason };
  }
  return { status: "running", reason: null };
}

/** Says how an analysis stands as a whole. Dry runs are waited for, and decide nothing. */
export function judgeAnalysis(analysis: Analysis): Analysis {
  const deciding = analysis.metrics.filter(({ dryRun }) => !dryRun);
  const bad = deciding.find(({ status }) => status === "failure");
  if (bad) return { ...analysis, status: "failure", reason: describe(bad) };
  const unclear = deciding.find(({ status }) => status === "inconclusive");
  if (unclear) return { ...analysis, status: "inconclusive", reason: describe(unclear) };
  if (analysis.metrics.some(({ status }) => status === "running")) {
    return { ...analysis, status: "running", reason: null };
  }
  const good = deciding.map(describe).join("; ");
  return { ...analysis, status: "success", reason: good === "" ? "No metric decides." : good };
}

/** When the next measurement of an analysis is due; null where none is. */
export function nextMeasurementAt({ metrics }: Analysis): Date | null {
  const times = metrics.filter(({ status }) => status === "running").map(({ nextAt }) => new Date(nextAt).getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Lets go of the oldest measurements beyond what a chart needs, so that a stage's output stays small. */
export function boundMeasurements(analyses: readonly Analysis[], most: number): Analysis[] {
  let left = most;
  return analyses
    .toReversed()
    .map((analysis) => {
      const share = Math.floor(left / Math.max(1, analysis.metrics.length));
      const metrics = analysis.metrics.map((metric) => {
        const measurements = share === 0 ? [] : metric.measurements.slice(-share);
        left -= measurements.length;
        return { ...metric, measurements };
      });
      return { ...analysis, metrics };
    })
    .toReversed();
}

function describe({ name, reason }: MetricState): string {
  return reason === null ? name : `${name}: ${reason}`;
}

function times(count: number): string {
  return count === 1 ? "1 measurement" : `${count} measurements`;
}

function tell(value: number | null): string {
  return value === null ? "nothing" : String(value);
}
