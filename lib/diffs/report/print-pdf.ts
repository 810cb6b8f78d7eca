import path from "node:path";
import { fileURLToPath } from "node:url";
import pdfmake from "pdfmake";
import type { TDocumentDefinitions } from "pdfmake/interfaces.js";

const ROBOTO = path.resolve(path.dirname(fileURLToPath(import.meta.resolve("pdfmake"))), "../fonts/Roboto");
const MONO = path.join(import.meta.dirname, "fonts", "DejaVuSansMono.ttf");

/** Prints a layout with our fonts. */
export async function printPdf(layout: TDocumentDefinitions): Promise<Uint8Array> {
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
  // What is printed consists of what strangers wrote: nothing in it leads to a file or an address but the fonts.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((file) => file === MONO || path.dirname(file) === ROBOTO);
  return new Uint8Array(await pdfmake.createPdf(layout).getBuffer());
}
