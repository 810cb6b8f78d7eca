// What does a query say, or why is it none? This knows the language and no fields.
import { EOF, type IToken, tokenMatcher } from "chevrotain";
import { faultAt, missing, notThere } from "#lib/devices/rules/query/faults.ts";
import { parseTokens, placeOf } from "#lib/devices/rules/query/grammar.ts";
import { Closing, lexer, Opening, OperatorWord, Stray, UnclosedQuote } from "#lib/devices/rules/query/tokens.ts";
import {
  type Comparison,
  hasWildcard,
  OPERATORS,
  QUERY_COMPARISONS_MAX,
  QUERY_DEPTH_MAX,
  QUERY_LENGTH_MAX,
  type QueryFault,
  type QueryTree,
} from "#lib/devices/rules/query/tree.ts";

export type ParsedQuery = { tree: QueryTree } | { fault: QueryFault };

const OPERATOR_WORDS: ReadonlySet<string> = new Set([...OPERATORS, "=lt=", "=le=", "=gt=", "=ge="]);

const STRAY_SENTENCES: Record<string, string> = {
  "=": notThere.equals,
  "!": notThere.exclamation,
  "\\": notThere.backslash,
  "\0": notThere.zero,
};

/** Reads a query: RSQL, as hawkBit and others write it. The first fault counts. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > QUERY_LENGTH_MAX) {
    const place = { start: QUERY_LENGTH_MAX, end: text.length };
    return { fault: { ...place, message: `A query has ${QUERY_LENGTH_MAX} characters at most.` } };
  }
  const { tokens } = lexer.tokenize(text);
  const wordFault = findWordFault(text, tokens);
  if (wordFault) return { fault: wordFault };
  const result = parseTokens(tokens);
  if ("unfit" in result) return { fault: faultAtToken(text, result.unfit, result.expected) };
  const fault = findComparisonFault(text, result);
  return fault ? { fault } : { tree: result };
}

/** All comparisons of a query, in the order of the text. */
export function comparisonsOf(tree: QueryTree): Comparison[] {
  return tree.kind === "comparison" ? [tree] : tree.parts.flatMap(comparisonsOf);
}

/** Faults that single words show. Depth is among them, so that the parser is not led deeper than it may go. */
function findWordFault(text: string, tokens: readonly IToken[]): QueryFault | null {
  let depth = 0;
  for (const token of tokens) {
    if (tokenMatcher(token, Opening)) depth++;
    if (tokenMatcher(token, Closing)) depth--;
    const sentence = wordFault(token, depth);
    if (sentence !== null) return faultAt(text, placeOf(token), sentence);
  }
  return null;
}

function wordFault(token: IToken, depth: number): string | null {
  if (depth > QUERY_DEPTH_MAX) return `parentheses go ${QUERY_DEPTH_MAX} deep at most.`;
  if (tokenMatcher(token, UnclosedQuote)) return notThere.quote;
  if (tokenMatcher(token, Stray)) return STRAY_SENTENCES[token.image] ?? null;
  const isOperator = tokenMatcher(token, OperatorWord);
  return isOperator && !OPERATOR_WORDS.has(token.image.toLowerCase()) ? notThere.operator : null;
}

function faultAtToken(text: string, token: IToken, expected: string): QueryFault {
  // The end of the text is a token without a place.
  if (tokenMatcher(token, EOF)) return faultAt(text, { start: text.length, end: text.length }, expected);
  const closesNothing = expected === missing.joint && tokenMatcher(token, Closing);
  return faultAt(text, placeOf(token), closesNothing ? notThere.opening : expected);
}

function findComparisonFault(text: string, tree: QueryTree): QueryFault | null {
  const comparisons = comparisonsOf(tree);
  const beyond = comparisons[QUERY_COMPARISONS_MAX];
  if (beyond) return faultAt(text, beyond.fieldPlace, `a query has ${QUERY_COMPARISONS_MAX} conditions at most.`);
  for (const { operator, operatorPlace, values } of comparisons) {
    const isList = operator === "=in=" || operator === "=out=";
    if (!isList && values.length > 1) return faultAt(text, operatorPlace, notThere.listOf);
    const wild = values.find(hasWildcard);
    if (wild && operator !== "==" && operator !== "!=") return faultAt(text, wild.place, notThere.wildcard);
  }
  return null;
}
