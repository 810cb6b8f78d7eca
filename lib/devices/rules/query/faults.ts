// In which words is somebody told why a text is no query, and what would be right?
import type { Place, QueryFault } from "#lib/devices/rules/query/tree.ts";

const OPERATOR_WORDS = "==, !=, <, <=, >, >=, =in=(…) and =out=(…)";

/** What the grammar misses where it cannot go on. */
export const missing = {
  condition: "a condition is expected, for example tag==beta.",
  operator: `an operator is expected after the field. There are ${OPERATOR_WORDS}.`,
  value: "a value is expected, for example tag==beta or tag=in=(alpha,beta).",
  listEnd: "a comma or the ) of the list is expected.",
  closing: "the ) is missing that closes a ( before. Conditions are joined by ; (and) or , (or).",
  joint:
    "the next condition is expected, joined by ; (and) or , (or). " +
    "A value with spaces, or with one of ( ) ; , = ! < >, stands in quotes.",
};

export const notThere = {
  operator: `there is no such operator. There are ${OPERATOR_WORDS}.`,
  listOf: "it takes one value. For one of several write =in=(…), for none of them =out=(…).",
  wildcard: String.raw`wildcards are for == and !=. A star itself is written \*.`,
  opening: "this closes nothing.",
  quote: "this quote is never closed.",
  equals: "equality is written ==. A value with a = stands in quotes.",
  exclamation: "inequality is written !=. A value with a ! stands in quotes.",
  backslash: String.raw`it takes the next character literally, and there is none. A backslash itself is written \\.`,
  zero: "a text cannot have a zero character.",
};

/** Names the place in front of the sentence: what stands there, and which character of the text is its first. */
export function faultAt(text: string, { start, end }: Place, sentence: string): QueryFault {
  const there = text.slice(start, end);
  const place = there === "" ? "At the end" : `At character ${start + 1}, “${shorten(there)}”`;
  return { message: `${place}: ${sentence}`, start, end };
}

const SHOWN_MAX = 40;

function shorten(text: string): string {
  return text.length <= SHOWN_MAX ? text : `${text.slice(0, SHOWN_MAX)}…`;
}
