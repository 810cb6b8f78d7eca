/** One column of a table: its heading and what stands in a row. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null;
}

export function printLine(text: string): void {
  process.stdout.write(`${harmless(text)}\n`);
}

/** Takes out what would steer the terminal: names and reasons come from devices and from other people. */
export function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (sign) => (sign === "\n" || sign === "\t" ? sign : "\ufffd"));
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** Prints rows under headings, as wide as their content; a sentence where there are none. */
export function printTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): void {
  if (rows.length === 0) {
    printLine(empty);
    return;
  }
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => String(value(row) ?? "–"))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  for (const line of lines)
    printLine(
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

/** Shortens a time to the minute, in the reader's own zone. */
export function shortTime(time: string): string;
export function shortTime(time: string | null): string | null;
export function shortTime(time: string | null): string | null {
  if (time === null) return null;
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(new Date(time));
}

export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
