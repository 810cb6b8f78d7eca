/** One measured figure beside its reference and its target, as it stands in the table and in the JSON file. */
export interface Figure {
  /** Unique and steady, so that runs can be compared: "plan-100k". */
  id: string;
  what: string;
  database: "postgres" | "pglite" | "none";
  value: number;
  unit: string;
  /** What the issue demands: "≤ 3" or "≥ 5000", in the same unit; null where nothing is demanded. */
  target: { comparison: "atMost" | "atLeast"; value: number } | null;
  /** Measured in the same run, since machines differ and are shared. */
  reference: { what: string; value: number } | null;
}

export function isMet({ target, value }: Figure): boolean | null {
  if (!target) return null;
  return target.comparison === "atMost" ? value <= target.value : value >= target.value;
}

export function toTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    figure.database === "none" ? "" : figure.database,
    `${round(figure.value)} ${figure.unit}`,
    figure.target ? `${figure.target.comparison === "atMost" ? "≤" : "≥"} ${figure.target.value}` : "",
    verdict(figure),
    figure.reference ? `${figure.reference.what}: ${round(figure.reference.value)} ${figure.unit}` : "",
    figure.reference ? `× ${round(figure.value / figure.reference.value)}` : "",
  ]);
  const head = ["figure", "database", "value", "target", "met", "reference in the same run", "ratio"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.join("\n");
}

function verdict(figure: Figure): string {
  const met = isMet(figure);
  return met === null ? "" : met ? "yes" : "no";
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
