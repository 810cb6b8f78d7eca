// How is a query written, so that reading it again means the same?
import type { QueryTree, QueryValue } from "#lib/devices/rules/query/tree.ts";

const BARE_WORD = /^[^\s"'();,=!<>\\*]+$/;
const TAKES_A_LIST: ReadonlySet<string> = new Set(["=in=", "=out="]);

export function printQuery(tree: QueryTree): string {
  if (tree.kind === "comparison") {
    const values = tree.values.map(printValue).join(",");
    return `${printWord(tree.field)}${tree.operator}${TAKES_A_LIST.has(tree.operator) ? `(${values})` : values}`;
  }
  return tree.parts
    .map((part) => (part.kind === "comparison" ? printQuery(part) : `(${printQuery(part)})`))
    .join(tree.kind === "and" ? ";" : ",");
}

/** Writes a word so that it means itself: in quotes where it has characters of the language. */
export function printWord(word: string): string {
  return BARE_WORD.test(word) ? word : `"${escape(word)}"`;
}

function printValue({ parts }: QueryValue): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return printWord(only);
  return parts.every((part) => part === "" || BARE_WORD.test(part))
    ? parts.join("*")
    : `"${parts.map(escape).join("*")}"`;
}

function escape(text: string): string {
  return text.replaceAll(/[\\"*]/g, String.raw`\$&`);
}
