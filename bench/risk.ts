import { fitModel } from "#lib/risk/rules/fit.ts";
import { stepOf, toProbability, type Feature, type Model } from "#lib/risk/rules/model.ts";
import { measureQuality, type Quality } from "#lib/risk/rules/quality.ts";
import { MEASURED, readChangeTables, type ChangeTable } from "../scripts/lib/change-risk.ts";
import type { Figure } from "./lib/figure.ts";

const RISING: ReadonlySet<string> = new Set(["ns", "nd", "nf", "entrophy", "la", "ld", "relative"]);
const FEATURES: readonly Feature[] = [...MEASURED, "relative", "familiar"].map((name) => ({
  name,
  isRising: RISING.has(name),
}));
const TRAINING_SHARE = 0.8;
/** Of rows that are predicted with the same model, before it is fitted anew. */
const REFIT_EVERY = 250;
const FIT_ROWS = 20_000;
const DAY_SECONDS = 86_400;

interface Way {
  id: string;
  what: string;
  /** Which rows are known when row `row` is predicted. */
  known: (table: ChangeTable, first: number, row: number) => number;
  targets: Partial<Record<keyof Quality, number>>;
}

const ways: readonly Way[] = [
  { id: "once", what: "fitted once", known: (_, first) => first, targets: { auc: 0.756, brier: 0.157 } },
  {
    id: "arriving",
    what: "refitted as outcomes arrive",
    known: (_, __, row) => row,
    targets: { auc: 0.765, brier: 0.151, ece: 0.024 },
  },
  {
    id: "late",
    what: "outcomes 90 days late",
    known: ({ date }, _, row) => date.findIndex((at) => at >= (date[row] ?? 0) - 90 * DAY_SECONDS),
    targets: { auc: 0.758 },
  },
];

/**
 * Commits of four projects, with those later blamed for a bug: the first four fifths of each are learned from, the rest
 * predicted. The model's few settings are those that predict later parts of the first four fifths best, but its authors
 * have seen the last fifths too. Other tables in the folder are measured like these.
 */
export function measureRisk(folder = process.env.SLIPWAY_CHANGE_RISK): Figure[] {
  if (folder === undefined) {
    console.error("No tables of commits: name their folder in SLIPWAY_CHANGE_RISK.");
    return [];
  }
  const tables = readChangeTables(folder);
  return [...ways.flatMap((way) => measureWay(way, tables)), ...measureFit(tables)];
}

function measureWay(way: Way, tables: readonly ChangeTable[]): Figure[] {
  const measured = tables.map((table) => ({ project: table.project, ...predictRest(way, table) }));
  const metrics = ["auc", "brier", "ece"] as const;
  return metrics.flatMap((metric) => {
    const values = measured.map(({ project, model, rate }) => ({
      project,
      value: model[metric] ?? NaN,
      reference: rate[metric] ?? NaN,
    }));
    const mean = { project: "mean", value: meanOf(values, "value"), reference: meanOf(values, "reference") };
    return [...values, mean].map(({ project, value, reference }): Figure => {
      const target = project === "mean" ? way.targets[metric] : undefined;
      return {
        id: `risk-${way.id}-${metric}-${project}`,
        what: `Risk, ${way.what}: ${metric.toUpperCase()}, ${project}`,
        database: "none",
        value,
        unit: "",
        target: target === undefined ? null : { comparison: metric === "auc" ? "atLeast" : "atMost", value: target },
        reference: { what: "the rate of the rows known", value: reference },
      };
    });
  });
}

function predictRest(way: Way, table: ChangeTable): { model: Quality; rate: Quality } {
  const count = table.failed.length;
  const first = Math.floor(count * TRAINING_SHARE);
  const [predicted, rates] = [new Float64Array(count - first), new Float64Array(count - first)];
  let [known, model] = [-1, null as Model | null];
  for (let row = first; row < count; row += REFIT_EVERY) {
    const knownNow = way.known(table, first, row);
    if (knownNow !== known) model = fitRows(table, knownNow);
    known = knownNow;
    const rate = table.failed.subarray(0, known).reduce((sum, value) => sum + value, 0) / known;
    for (let index = row; index < Math.min(count, row + REFIT_EVERY); index++) {
      predicted[index - first] = model ? predict(model, table, index) : NaN;
      rates[index - first] = rate;
    }
  }
  const actual = table.failed.subarray(first);
  return { model: measureQuality(predicted, actual), rate: measureQuality(rates, actual) };
}

function fitRows({ columns, failed }: ChangeTable, count: number): Model {
  const rows = FEATURES.map(({ name }) => columns[name]?.subarray(0, count) ?? []);
  return fitModel({ features: FEATURES, columns: rows, failed: failed.subarray(0, count) });
}

function predict({ intercept, shapes }: Model, { columns }: ChangeTable, row: number): number {
  const logOdds = shapes.reduce((sum, shape) => sum + stepOf(shape, columns[shape.name]?.[row] ?? NaN), intercept);
  return toProbability(logOdds);
}

/** The largest table, fitted twice: how long it takes, and that chance has no part in it. */
function measureFit(tables: readonly ChangeTable[]): Figure[] {
  const table = tables.reduce((one, other) => (other.failed.length > one.failed.length ? other : one));
  const rows = Math.min(FIT_ROWS, table.failed.length);
  const startedAt = performance.now();
  const model = fitRows(table, rows);
  const seconds = (performance.now() - startedAt) / 1000;
  const differing = JSON.stringify(model) === JSON.stringify(fitRows(table, rows)) ? 0 : 1;
  const common = { database: "none" as const, reference: null };
  return [
    {
      ...{ ...common, id: "risk-fit", what: `Risk: fit of ${rows} rows`, value: seconds, unit: "s" },
      target: { comparison: "atMost", value: 1 },
    },
    {
      ...{
        ...common,
        id: "risk-repeat",
        what: "Risk: weights that differ in a second run",
        value: differing,
        unit: "",
      },
      target: { comparison: "atMost", value: 0 },
    },
  ];
}

function meanOf<Key extends string>(rows: readonly Record<Key, number>[], key: Key): number {
  return rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
}
