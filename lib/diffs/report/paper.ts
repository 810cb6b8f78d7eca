// A document for paper as plain data, so that it can be handed to the thread that sets it.

export interface PaperTable {
  kind: "table";
  /** Points, or "*" for what is left. */
  widths: (number | "*")[];
  names: string[];
  rows: string[][];
}

export type PaperBlock =
  | { kind: "heading"; text: string }
  | { kind: "text"; text: string }
  | { kind: "note"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "figures"; figures: { label: string; value: string; color: string }[] }
  | { kind: "picture"; svg: string; width: number }
  | PaperTable;

export interface Paper {
  /** What sort of document it is, in small capitals above the title. */
  sort: string;
  title: string;
  subtitle: string;
  /** Where the whole of it is to be seen. */
  link: { text: string; href: string } | null;
  blocks: PaperBlock[];
}
