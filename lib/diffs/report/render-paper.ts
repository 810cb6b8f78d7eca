import type { Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces.js";
import { ACCENT, clean, INK, LINE, MUTED, SUNKEN } from "#lib/diffs/report/look.ts";
import type { Paper, PaperBlock, PaperTable } from "#lib/diffs/report/paper.ts";
import { printPdf } from "#lib/diffs/report/print-pdf.ts";

/** Sets a document on pages of A4. Runs in a thread: a long one takes seconds. */
export function renderPaper(paper: Paper): Promise<Uint8Array> {
  return printPdf(layOut(paper));
}

function layOut({ sort, title, subtitle, link, blocks }: Paper): TDocumentDefinitions {
  return {
    info: { title, creator: "Slipway", producer: "Slipway" },
    pageSize: "A4",
    pageMargins: [40, 48, 40, 52],
    defaultStyle: { font: "Roboto", fontSize: 9, color: INK, lineHeight: 1.25 },
    footer: (page, pages) => ({
      margin: [40, 16, 40, 0],
      fontSize: 7.5,
      color: MUTED,
      columns: [{ text: clean(title) }, { text: `${page} of ${pages}`, alignment: "right", width: 60 }],
    }),
    // A heading is never the last thing on a page.
    pageBreakBefore: (node, container) => node.headlineLevel === 1 && container.getFollowingNodesOnPage().length === 0,
    content: [
      { text: sort.toUpperCase(), fontSize: 8, bold: true, color: ACCENT, characterSpacing: 1 },
      { text: clean(title), fontSize: 18, bold: true, margin: [0, 2, 0, 4] },
      {
        text: [`${clean(subtitle)} `, ...(link === null ? [] : [{ text: link.text, link: link.href, color: ACCENT }])],
        fontSize: 8.5,
        color: MUTED,
      },
      ...blocks.map(layOutBlock),
    ],
  };
}

function layOutBlock(block: PaperBlock): Content {
  switch (block.kind) {
    case "heading":
      return { text: block.text, fontSize: 12.5, bold: true, margin: [0, 16, 0, 5], headlineLevel: 1 };
    case "text":
      return { text: clean(block.text), margin: [0, 0, 0, 4] };
    case "note":
      return { text: clean(block.text), fontSize: 8.5, color: MUTED, margin: [0, 4, 0, 0] };
    case "list":
      return { ul: block.items.map(clean) };
    case "figures":
      return layOutFigures(block.figures);
    case "picture":
      return { svg: block.svg, width: block.width, margin: [0, 4, 0, 4] };
    case "table":
      return layOutTable(block);
  }
}

function layOutFigures(figures: { label: string; value: string; color: string }[]): Content {
  const cell = ({ label, value, color }: (typeof figures)[number]): TableCell => ({
    stack: [
      { text: value, fontSize: 16, bold: true, color },
      { text: label, fontSize: 7.5, color: MUTED },
    ],
    fillColor: SUNKEN,
    margin: [6, 5, 6, 4],
  });
  return {
    table: { widths: figures.map(() => "*"), body: [figures.map(cell)] },
    layout: { hLineWidth: () => 0, vLineWidth: () => 2, vLineColor: () => "#ffffff" },
  };
}

function layOutTable({ widths, names, rows }: PaperTable): Content {
  const header = names.map((name): TableCell => ({ text: name, fontSize: 7.5, color: MUTED, fillColor: SUNKEN }));
  const body = rows.map((row) => row.map((text): TableCell => ({ text: clean(text), fontSize: 8 })));
  return {
    table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths, body: [header, ...body] },
    margin: [0, 5, 0, 0],
    layout: {
      hLineWidth: (index: number) => (index === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => LINE,
      paddingLeft: () => 4,
      paddingRight: () => 4,
      paddingTop: () => 2,
      paddingBottom: () => 1,
    },
  };
}
