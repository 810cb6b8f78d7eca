// Fits what the risk score believes about the size of a change before this installation has outcomes of its own, and
// writes lib/risk/rules/prior.json. Run it when the model changes, with a folder of tables of commits (see
// scripts/lib/change-risk.ts):
//   node scripts/fit-risk-prior.ts data/change-risk
import { writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { fitModel } from "#lib/risk/rules/fit.ts";
import type { Shape } from "#lib/risk/rules/model.ts";
import { readChangeTables, type ChangeTable } from "./lib/change-risk.ts";
import { root } from "./lib/project.js";

/** Columns of the tables, and what we call the same facts of a release. */
const FACTS = [
  { column: "nf", name: "files", isRising: true },
  { column: "nd", name: "folders", isRising: true },
  { column: "ns", name: "areas", isRising: true },
  { column: "entrophy", name: "spread", isRising: true },
  { column: "la", name: "linesAdded", isRising: true },
  { column: "ld", name: "linesRemoved", isRising: true },
  { column: "relative", name: "relativeSize", isRising: true },
  { column: "lt", name: "linesBefore", isRising: false },
] as const;
/** Takes up how often each project fails, so that the steps tell of the change alone. It is not kept. */
const PROJECT = { name: "project", isRising: false };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder of the tables.");
const tables = readChangeTables(folder);
const rows = tables.flatMap((table, project) => Array.from(table.date, (at, row) => ({ at, table, project, row })));
rows.sort((one, other) => one.at - other.at || one.project - other.project || one.row - other.row);

const columnOf = (read: (table: ChangeTable, row: number) => number) =>
  Float64Array.from(rows, ({ table, row }) => read(table, row));
const model = fitModel(
  {
    features: [...FACTS, PROJECT],
    columns: [
      ...FACTS.map(({ column }) => columnOf((table, row) => table.columns[column]?.[row] ?? NaN)),
      Float64Array.from(rows, ({ project }) => project),
    ],
    failed: columnOf((table, row) => table.failed[row] ?? 0),
  },
  { memories: [Infinity] },
);

const file = path.join(root, "lib/risk/rules/prior.json");
const content = {
  rows: rows.length,
  projects: tables.map(({ project }) => project),
  shapes: model.shapes.filter(({ name }) => name !== PROJECT.name).map(shorten),
};
const style = { ...(await resolveConfig(file)), parser: "json" };
writeFileSync(file, await format(JSON.stringify(content), style));

function shorten(shape: Shape): Shape {
  const round = (value: number) => Math.round(value * 1000) / 1000;
  const { name, edges, values, missing, low, high } = shape;
  return {
    ...{ name, edges: edges.map(round), values: values.map(round) },
    ...{ missing: round(missing), low: round(low), high: round(high) },
  };
}
