// What can be said in the query language: comparisons of fields with values, joined by and and or.

export const QUERY_LENGTH_MAX = 2_000;
/** Parentheses within parentheses. Nobody reads as many, and the parser calls itself once for each. */
export const QUERY_DEPTH_MAX = 16;
/** Each comparison becomes a condition of the database's query. */
export const QUERY_COMPARISONS_MAX = 100;

export const OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "=in=", "=out="] as const;
export type Operator = (typeof OPERATORS)[number];

/** Where something stands in the text: from the first character, counted from 0, to before the last. */
export interface Place {
  start: number;
  end: number;
}

/**
 * A value, cut at its wildcards: `a*b` has the parts "a" and "b", and a value without wildcards has one part. So a
 * star that was written as \* can stand inside of a part.
 */
export interface QueryValue {
  parts: readonly string[];
  place: Place;
}

export interface Comparison {
  kind: "comparison";
  /** As it was written, without its quotes: attribute.hwRevision */
  field: string;
  fieldPlace: Place;
  operator: Operator;
  operatorPlace: Place;
  /** One, or any number after =in= and =out=. */
  values: readonly QueryValue[];
}

export interface Junction {
  kind: "and" | "or";
  /** Two or more. */
  parts: readonly QueryTree[];
}

export type QueryTree = Comparison | Junction;

/** Why a text is no query: a sentence that names the place and what would be right there. */
export interface QueryFault extends Place {
  message: string;
}

export function hasWildcard({ parts }: QueryValue): boolean {
  return parts.length > 1;
}

/** The value as text, its wildcards as stars. */
export function textOf({ parts }: QueryValue): string {
  return parts.join("*");
}
