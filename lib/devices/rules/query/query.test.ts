import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { comparisonsOf, parseQuery } from "#lib/devices/rules/query/parse-query.ts";
import { printQuery } from "#lib/devices/rules/query/print-query.ts";
import { OPERATORS, QUERY_LENGTH_MAX, type QueryTree } from "#lib/devices/rules/query/tree.ts";

function treeOf(text: string): QueryTree {
  const parsed = parseQuery(text);
  if ("fault" in parsed) throw new Error(parsed.fault.message);
  return parsed.tree;
}

const print = (text: string) => printQuery(treeOf(text));

describe("parseQuery", () => {
  test.each([
    ["one condition", "tag==beta", "tag==beta"],
    ["and, written both ways", "a==1;b==2 and c==3", "a==1;b==2;c==3"],
    ["or, written both ways", "a==1,b==2 or c==3", "a==1,b==2,c==3"],
    ["and before or", "a==1,b==2;c==3", "a==1,(b==2;c==3)"],
    ["parentheses before and", "(a==1,b==2);c==3", "(a==1,b==2);c==3"],
    ["words in capitals", "a==1 AND b==2 OR c=IN=(3)", "(a==1;b==2),c=in=(3)"],
    ["every short operator", "a=lt=1;a=le=2;a=gt=3;a=ge=4", "a<1;a<=2;a>3;a>=4"],
    ["lists", "a=in=(1, 2);b=out=( 'x y' )", 'a=in=(1,2);b=out=("x y")'],
    ["a list of one without parentheses", "a=in=1", "a=in=(1)"],
    ["quotes of both kinds", `a=="x;y";b=='it"s'`, String.raw`a=="x;y";b=="it\"s"`],
    ["quotes within a field", `attribute."serial no"==7`, `"attribute.serial no"==7`],
    ["dots in a field", "attribute.hw.rev==2", "attribute.hw.rev==2"],
    ["an empty value", "fleet==''", 'fleet==""'],
    ["fields and values called and, or", "and==or or or==and", "and==or,or==and"],
    ["words that begin with and, or", "android==oracle", "android==oracle"],
    ["spaces and lines anywhere", " a == 1\n;\tb != 2 ", "a==1;b!=2"],
    ["times, digests and versions", "a<2026-11-21T10:00:00+01:00;b==sha256:ab;c>1.0.0-rc.1+b", undefined],
  ])("reads %s", (_name, text, printed) => {
    expect(print(text)).toBe(printed ?? text);
  });

  test.each([
    ["a*b", ["a", "b"]],
    ["*", ["", ""]],
    ["'a b*'", ["a b", ""]],
    [String.raw`a\*b`, ["a*b"]],
    [String.raw`'a\*b*'`, ["a*b", ""]],
    [String.raw`a\;b`, ["a;b"]],
    [String.raw`'\\'`, ["\\"]],
  ])("cuts %s at its wildcards", (value, parts) => {
    expect(comparisonsOf(treeOf(`name==${value}`))[0]?.values[0]?.parts).toEqual(parts);
  });

  test.each([
    ["nothing", "", 0, "At the end: a condition is expected"],
    ["a field alone", "tag", 3, "At the end: an operator is expected after the field"],
    ["no value", "tag==", 5, "At the end: a value is expected"],
    ["no field", "==beta", 0, "At character 1, “==”: a condition is expected"],
    ["one equals sign", "tag=beta", 3, "At character 4, “=”: equality is written =="],
    ["an exclamation mark", "name==hello!", 11, "At character 12, “!”: inequality is written !="],
    ["an unknown operator", "tag=like=b", 3, "At character 4, “=like=”: there is no such operator. There are ==, !="],
    [
      "two conditions without a joint",
      "a==1 b==2",
      5,
      "At character 6, “b”: the next condition is expected, joined by",
    ],
    ["a value with spaces", "a==x y", 5, "A value with spaces"],
    ["an end after a joint", "a==1;", 5, "At the end: a condition is expected"],
    ["an open parenthesis", "(a==1", 5, "At the end: the ) is missing"],
    ["a parenthesis too many", "a==1)", 4, "At character 5, “)”: this closes nothing"],
    ["an open list", "a=in=(1,", 8, "At the end: a value is expected"],
    ["an empty list", "a=in=()", 6, "At character 7, “)”: a value is expected"],
    ["a list without commas", "a=in=(1 2)", 8, "At character 9, “2”: a comma or the ) of the list"],
    ["a list for ==", "a==(1,2)", 1, "At character 2, “==”: it takes one value. For one of several write =in=(…)"],
    ["a wildcard in a list", "a=in=(x,y*)", 8, "At character 9, “y*”: wildcards are for == and !="],
    ["a wildcard in an order", "a<x*", 2, "At character 3, “x*”: wildcards"],
    ["an open quote", 'a=="x;b==2', 3, 'At character 4, “"x;b==2”: this quote is never closed'],
    ["a backslash at the end", "a==x\\", 4, "At character 5, “\\”: it takes the next character"],
    ["a zero character", "a==x\0", 4, "a text cannot have a zero character"],
    ["too deep parentheses", `${"(".repeat(17)}a==1${")".repeat(17)}`, 16, "parentheses go 16 deep at most"],
    ["too many conditions", Array(101).fill("a==1").join(";"), 500, "a query has 100 conditions at most"],
    ["too long a text", `a==${"x".repeat(QUERY_LENGTH_MAX)}`, QUERY_LENGTH_MAX, "2000 characters at most"],
  ])("says what would be right: %s", (_name, text, start, sentence) => {
    const parsed = parseQuery(text);
    expect(parsed).toMatchObject({ fault: { start, message: expect.stringContaining(sentence) as string } });
  });

  it("answers about any text at all, and soon", () => {
    const nasty = fc.string({ unit: fc.constantFrom(..."a=<>!()'\";,*\\ \0"), maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (text) => {
        const parsed = parseQuery(text);
        if ("tree" in parsed) return true;
        const { start, end, message } = parsed.fault;
        return start >= 0 && start <= end && end <= text.length && message.length > 10;
      }),
      { numRuns: 2_000 },
    );
    for (const text of ["(", "'", '"', "\\", "a'", "\\'"]) parseQuery(text.repeat(1_000));
  });
});

describe("printQuery", () => {
  const text = fc.string({ maxLength: 12 }).filter((word) => !word.includes("\0"));
  const place = { start: 0, end: 0 };
  const value = text.map((word) => ({ parts: [word], place }));
  const pattern = fc.array(text, { minLength: 2, maxLength: 3 }).map((parts) => ({ parts, place }));
  const comparison = fc.constantFrom(...OPERATORS).chain((operator) => {
    const isList = operator === "=in=" || operator === "=out=";
    const isEquality = operator === "==" || operator === "!=";
    const values = fc.array(isEquality ? fc.oneof(value, pattern) : value, {
      minLength: 1,
      maxLength: isList ? 4 : 1,
    });
    return fc.record({
      kind: fc.constant("comparison" as const),
      field: text.filter((word) => word !== ""),
      fieldPlace: fc.constant(place),
      operator: fc.constant(operator),
      operatorPlace: fc.constant(place),
      values,
    });
  });
  const { tree } = fc.letrec<{ tree: QueryTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      comparison,
      fc.record({ kind: fc.constantFrom("and", "or"), parts: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }) }),
    ),
  }));

  it("writes what reads as the same", () => {
    fc.assert(
      fc.property(tree, (drawn) => {
        const written = printQuery(drawn);
        fc.pre(written.length <= QUERY_LENGTH_MAX);
        expect(withoutPlaces(treeOf(written))).toEqual(withoutPlaces(drawn));
      }),
      { numRuns: 500 },
    );
  });
});

function withoutPlaces(tree: QueryTree): unknown {
  return JSON.parse(JSON.stringify(tree, (key, part: unknown) => (/place$/i.test(key) ? undefined : part)));
}
