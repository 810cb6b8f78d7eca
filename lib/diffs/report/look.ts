// What a report looks like, and how its texts are made fit for paper.
import type { Content } from "pdfmake/interfaces.js";

export const INK = "#1b2330";
export const MUTED = "#5b6675";
export const LINE = "#d9dee5";
export const SUNKEN = "#f4f6f8";
export const ACCENT = "#1f5fbf";
export const COLORS = { good: "#1f7a46", bad: "#b3261e", warn: "#8a5a00", move: "#1f5fbf", idle: "#5b6675" } as const;

/** Says what the report does not show. */
export function leftOut(count: number, what: string): Content[] {
  if (count <= 0) return [];
  return [{ text: `Left out here: ${count.toLocaleString("en")} ${what}.`, style: "note", italics: true }];
}

/** Control characters have no shape on paper. A tab is two blanks. Long words may break anywhere. */
export function clean(text: string): string {
  return text
    .replaceAll("\t", "  ")
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
    .replaceAll(/(\S{40})(?=\S)/g, "$1\u200b");
}
