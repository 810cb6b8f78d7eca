import path from "node:path";
import { fileURLToPath } from "node:url";
import pdfmake from "pdfmake";
import { layOutReport } from "#lib/diffs/report/lay-out-report.ts";
import type { ReportData } from "#lib/diffs/report/report-data.ts";

const ROBOTO = path.resolve(path.dirname(fileURLToPath(import.meta.resolve("pdfmake"))), "../fonts/Roboto");
const MONO = path.join(import.meta.dirname, "fonts", "DejaVuSansMono.ttf");

/** Sets a report. Runs in a thread: a long one takes seconds. */
export async function renderReport(data: ReportData): Promise<Uint8Array> {
  const roboto = (style: string) => path.join(ROBOTO, `Roboto-${style}.ttf`);
  pdfmake.setFonts({
    Roboto: {
      normal: roboto("Regular"),
      bold: roboto("Medium"),
      italics: roboto("Italic"),
      bolditalics: roboto("MediumItalic"),
    },
    Mono: { normal: MONO, bold: MONO, italics: MONO, bolditalics: MONO },
  });
  // The report consists of what strangers wrote: nothing in it leads to a file or an address but the fonts.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => file === MONO || path.dirname(file) === ROBOTO);
  return new Uint8Array(await pdfmake.createPdf(layOutReport(data)).getBuffer());
}
