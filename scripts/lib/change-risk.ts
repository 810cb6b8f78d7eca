// Reads tables of commits, those later blamed for a bug marked (github.com/ZZR0/ISSTA21-JIT-DP): one
// <project>_k_feature.csv or .csv.gz for each project.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

export interface ChangeTable {
  project: string;
  /** Seconds since 1970, ascending. */
  date: Float64Array;
  failed: Uint8Array;
  /** By the names that the file has, and those that are derived from them. */
  columns: Readonly<Record<string, Float64Array>>;
}

/** What the tables say of a commit; `entrophy` is spelled as there. */
export const MEASURED = [
  ...["ns", "nd", "nf", "entrophy", "la", "ld", "lt"],
  ...["fix", "ndev", "age", "nuc", "exp", "rexp", "sexp"],
] as const;
const FILE_NAME = /^(?<project>.+)_k_feature\.csv(?:\.gz)?$/;

export function readChangeTables(folder: string): ChangeTable[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const project = FILE_NAME.exec(name)?.groups?.project;
      return project === undefined ? [] : [readTable(project, path.join(folder, name))];
    });
}

function readTable(project: string, file: string): ChangeTable {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(",");
  const rows = lines.map((line) => line.split(","));
  const read = (name: string) => {
    const place = names.indexOf(name);
    if (place < 0) throw new Error(`${file} has no column ${name}.`);
    return Float64Array.from(rows, (cells) => Number(cells[place]));
  };
  const measured = Object.fromEntries(MEASURED.map((name) => [name, read(name)]));
  return {
    project,
    date: read("date"),
    failed: Uint8Array.from(read("bug")),
    columns: { ...measured, ...derive(measured) },
  };
}

/** How large the change is against what it changes, and how much of the author's work was in these places. */
function derive(columns: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> {
  const at = (name: string, row: number) => columns[name]?.[row] ?? NaN;
  const rows = Array.from(columns.la ?? [], (_, row) => row);
  return {
    relative: Float64Array.from(rows, (row) => (at("la", row) + at("ld", row)) / (at("lt", row) + 1)),
    familiar: Float64Array.from(rows, (row) => at("sexp", row) / (at("exp", row) + 1)),
  };
}
