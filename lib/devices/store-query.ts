import { Prisma } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import type { BoundQuery, Field, FieldKind, Sign, Test } from "#lib/devices/rules/query/bind-query.ts";
import { momentOf } from "#lib/devices/rules/query/time.ts";
import { hasWildcard, type QueryValue, textOf } from "#lib/devices/rules/query/tree.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

/** Without leading zeros, which serial numbers have and numbers have not. */
const NUMBER = String.raw`^-?(0|[1-9][0-9]{0,99})(\.[0-9]{1,99})?$`;
const isNumber = (text: string) => new RegExp(NUMBER).test(text);

const NOTHING = Prisma.sql`false`;
export const SIGNS: Record<Sign, Prisma.Sql> = {
  "<": Prisma.sql`<`,
  "<=": Prisma.sql`<=`,
  ">": Prisma.sql`>`,
  ">=": Prisma.sql`>=`,
};

/**
 * Says a query in SQL. `testField` says one test of one field; whatever it says of a row without a value, a negated
 * test holds where the test does not. Values travel as parameters, never as text of the statement.
 */
export function compileQuery<F extends Field>(
  query: BoundQuery<F>,
  testField: (field: F, test: Test) => Prisma.Sql,
): Prisma.Sql {
  if (query.kind === "test") {
    const test = testField(query.field, query.test);
    return query.isNegated ? Prisma.sql`((${test}) IS NOT TRUE)` : Prisma.sql`(${test})`;
  }
  const parts = query.parts.map((part) => compileQuery(part, testField));
  return Prisma.sql`(${Prisma.join(parts, query.kind === "and" ? " AND " : " OR ")})`;
}

/** Says a test of one column in SQL. The column is an expression over the row, of the type that its kind names. */
export function testColumn(column: Prisma.Sql, kind: FieldKind, test: Test, now: Date): Prisma.Sql {
  switch (test.kind) {
    case "anyOf":
      return testAnyOf(column, kind, test.values);
    case "order":
      return testOrder(column, kind, test.sign, test.text);
    case "yesNo":
      return test.value ? column : Prisma.sql`(${column}) IS NOT TRUE`;
    case "time":
      return testTime(column, test, now);
  }
}

function testAnyOf(column: Prisma.Sql, kind: FieldKind, values: readonly QueryValue[]): Prisma.Sql {
  if (kind === "id") return testIds(column, values);
  if (kind === "set") return testSet(column, values);
  const { exact, patterns, isAbsent, isPresent } = sortValues(values);
  const ways: Prisma.Sql[] = [];
  if (exact.length > 0) ways.push(Prisma.sql`${column} = ANY(${exact}::text[])`);
  const numbers = kind === "attribute" ? exact.filter(isNumber) : [];
  if (numbers.length > 0) {
    ways.push(
      Prisma.sql`CASE WHEN ${column} ~ ${NUMBER} THEN (${column})::numeric = ANY(${numbers}::text[]::numeric[]) END`,
    );
  }
  if (patterns.length > 0) ways.push(Prisma.sql`${column} LIKE ANY(${patterns}::text[])`);
  if (isAbsent) ways.push(Prisma.sql`coalesce(${column}, '') = ''`);
  if (isPresent) ways.push(Prisma.sql`${column} <> ''`);
  return anyOf(ways);
}

function testIds(column: Prisma.Sql, values: readonly QueryValue[]): Prisma.Sql {
  const { exact, patterns, isPresent } = sortValues(values);
  const ids = exact.filter(isUuid);
  const ways: Prisma.Sql[] = [];
  if (ids.length > 0) ways.push(Prisma.sql`${column} = ANY(${ids}::uuid[])`);
  if (patterns.length > 0)
    ways.push(Prisma.sql`(${column})::text LIKE ANY(${patterns.map((text) => text.toLowerCase())}::text[])`);
  if (isPresent) ways.push(Prisma.sql`${column} IS NOT NULL`);
  return anyOf(ways);
}

function testSet(column: Prisma.Sql, values: readonly QueryValue[]): Prisma.Sql {
  const { exact, patterns, isAbsent, isPresent } = sortValues(values);
  const ways: Prisma.Sql[] = [];
  if (exact.length > 0) ways.push(Prisma.sql`${column} && ${exact}::text[]`);
  if (patterns.length > 0) {
    ways.push(
      Prisma.sql`EXISTS (SELECT 1 FROM unnest(${column}) AS item(text) WHERE item.text LIKE ANY(${patterns}::text[]))`,
    );
  }
  if (isAbsent) ways.push(Prisma.sql`cardinality(${column}) = 0`);
  if (isPresent) ways.push(Prisma.sql`cardinality(${column}) > 0`);
  return anyOf(ways);
}

/** Parts texts from patterns. The empty text stands for nothing there, and a star alone for anything there. */
function sortValues(values: readonly QueryValue[]) {
  const exact: string[] = [];
  const patterns: string[] = [];
  let isAbsent = false;
  let isPresent = false;
  for (const value of values) {
    const text = textOf(value);
    if (!hasWildcard(value)) {
      if (text === "") isAbsent = true;
      else exact.push(text);
    } else if (value.parts.every((part) => part === "")) isPresent = true;
    else patterns.push(value.parts.map(escapeLike).join("%"));
  }
  return { exact, patterns, isAbsent, isPresent };
}

/** Texts compare by their bytes, so that every database says the same. */
function testOrder(column: Prisma.Sql, kind: FieldKind, sign: Sign, text: string): Prisma.Sql {
  const asText = Prisma.sql`(${column}) COLLATE "C" ${SIGNS[sign]} ${text}::text`;
  if (kind !== "attribute" || !isNumber(text)) return asText;
  const asNumber = Prisma.sql`(${column})::numeric ${SIGNS[sign]} ${text}::text::numeric`;
  return Prisma.sql`CASE WHEN ${column} ~ ${NUMBER} THEN ${asNumber} ELSE ${asText} END`;
}

/** What never happened lies before every moment: what was never seen has not been seen since. */
function testTime(column: Prisma.Sql, { sign, at }: Extract<Test, { kind: "time" }>, now: Date): Prisma.Sql {
  if (at === null) return Prisma.sql`${column} IS NULL`;
  const moment = Prisma.sql`${momentOf(at, now)}::timestamptz`;
  if (sign === "==") return Prisma.sql`${column} = ${moment}`;
  const compares = Prisma.sql`${column} ${SIGNS[sign]} ${moment}`;
  return sign === "<" || sign === "<=" ? Prisma.sql`(${column} IS NULL OR ${compares})` : compares;
}

function anyOf(ways: readonly Prisma.Sql[]): Prisma.Sql {
  return ways.length === 0 ? NOTHING : Prisma.sql`(${Prisma.join(ways, " OR ")})`;
}
