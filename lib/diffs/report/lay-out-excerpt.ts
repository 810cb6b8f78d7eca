import type { Content, TableCell } from "pdfmake/interfaces.js";
import { clean, COLORS, leftOut, LINE, MUTED, SUNKEN } from "#lib/diffs/report/look.ts";
import type { Excerpt } from "#lib/diffs/report/report-data.ts";

const GROUNDS = { "+": "#e6f5ea", "-": "#fbe9e7" } as const;
const LINE_LENGTH_MAX = 400;

/** The changes of one file. */
export function layOutExcerpt({ path, removed, added, hunks, leftOut: lines }: Excerpt): Content[] {
  return [
    {
      columns: [
        { text: clean(path), bold: true },
        {
          text: [
            { text: `+${added} `, color: COLORS.good },
            { text: `-${removed}`, color: COLORS.bad },
          ],
          alignment: "right",
          width: 80,
        },
      ],
      margin: [0, 10, 0, 3],
      headlineLevel: 1,
    },
    ...hunks.map((hunk): Content => {
      const at = `lines ${hunk.fromStart} to ${hunk.toStart}`;
      const rows = hunk.lines.map((line): TableCell[] => {
        const sign = line.charAt(0);
        const fillColor = sign === "+" || sign === "-" ? GROUNDS[sign] : undefined;
        return [
          {
            text: `${sign} ${clean(cut(line.slice(1)))}`,
            style: "code",
            preserveLeadingSpaces: true,
            ...(fillColor && { fillColor }),
          },
        ];
      });
      return {
        table: {
          widths: ["*"],
          body: [[{ text: `From ${at}`, fontSize: 6.5, color: MUTED, fillColor: SUNKEN }], ...rows],
        },
        layout: {
          hLineWidth: (index, node) => (index === 0 || index === node.table.body.length ? 0.5 : 0),
          vLineWidth: () => 0.5,
          hLineColor: () => LINE,
          vLineColor: () => LINE,
          paddingTop: () => 0.5,
          paddingBottom: () => 0.5,
          paddingLeft: () => 4,
          paddingRight: () => 4,
        },
        margin: [0, 0, 0, 4],
      };
    }),
    ...leftOut(lines, "more changed lines in this file"),
  ];
}

function cut(line: string): string {
  return line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX)} …` : line;
}
