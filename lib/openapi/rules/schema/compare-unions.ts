// Do all the alternatives that clients use still exist, and do they meet only such as they know?
import { hasBreaking, under, type Finding } from "#lib/openapi/rules/change.ts";
import { tell, type Comparing, type Remark } from "#lib/openapi/rules/schema/comparing.ts";
import { nameOf, type Schema, type SchemaNode } from "#lib/openapi/rules/schema/schema.ts";
import type { Shape, Union } from "#lib/openapi/rules/schema/shape.ts";

/** Comparing each with each takes its time; beyond this only those of the same name are compared. */
const BRANCHES_MAX = 40;

/** One side offers alternatives and the other does not: then the other is taken for its only one. */
export function isWrapping(before: Shape, after: Shape): boolean {
  return before.unions.length + after.unions.length === 1;
}

/** Compares the whole of two schemas of which one is a choice of several. */
export function compareWrapping(
  comparing: Comparing,
  [before, after]: [Schema, Schema],
  [from, to]: [Shape, Shape],
): Finding[] {
  const [left, right] = [alternativesOf(before, from), alternativesOf(after, to)];
  const isExclusive = to.unions[0]?.kind === "oneOf";
  const twins = isExclusive ? right.filter((schema) => !hasBreaking(comparing.compare(before, schema))) : [];
  return [
    ...compareAlternatives(comparing, { before: left, after: right, isExclusive }),
    ...(twins.length > 1 ? [tell(comparing, AMBIGUOUS)] : []),
  ];
}

const AMBIGUOUS: Remark = {
  effect: "narrows",
  id: "alternatives-overlap",
  message: "What fitted fits several alternatives now, of which it must fit exactly one.",
};

/** What is common to the branches belongs to each of them. It comes first, so that a branch that refers back to it adds nothing. */
function alternativesOf(schema: Schema, { unions: [union] }: Shape): Schema[] {
  if (!union) return [schema];
  const common = schema.map((node): SchemaNode => ({ ...node, withoutUnions: true }));
  return union.branches.map((branch) => [...common, branch]);
}

export function compareUnions(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const length = Math.max(before.unions.length, after.unions.length);
  return Array.from({ length }, (_, index) => {
    const [from, to] = [before.unions[index], after.unions[index]];
    if (from && to) return [...compareKinds(comparing, from, to), ...compareBranches(comparing, from, to)];
    if (to) {
      const message = `It must fit ${to.kind} of ${to.branches.length} schemas in addition now.`;
      return [tell(comparing, { effect: "narrows", id: "union-added", message })];
    }
    const message = "It need not fit one of several schemas any more.";
    return [tell(comparing, { effect: "widens", id: "union-removed", message })];
  }).flat();
}

function compareKinds(comparing: Comparing, before: Union, after: Union): Finding[] {
  if (before.kind === after.kind) return [];
  const message = `It fits ${after.kind} instead of ${before.kind} of the schemas.`;
  // It matters to values that fit several of them, if there are any.
  const effect = after.kind === "oneOf" ? "narrows" : "widens";
  return [tell(comparing, { effect, id: "union-kind-changed", message, worst: "warning" })];
}

function compareBranches(comparing: Comparing, before: Union, after: Union): Finding[] {
  return compareAlternatives(comparing, {
    before: before.branches.map((branch) => [branch]),
    after: after.branches.map((branch) => [branch]),
    isExclusive: after.kind === "oneOf",
  });
}

/**
 * What clients send fits some alternative of the old document: it must fit one of the new. What they receive fits some
 * alternative of the new: it must fit one of the old.
 */
function compareAlternatives(
  comparing: Comparing,
  { before, after, isExclusive }: { before: readonly Schema[]; after: readonly Schema[]; isExclusive: boolean },
): Finding[] {
  const table = compareEach(comparing, before, after);
  const partners = findPartners(before, after, table);
  const taken = new Set(partners.values());
  // What was there already by its name, and is, stands for itself and does not take the place of another.
  const olds = new Set(
    [...partners].filter(([row, column]) => sameName(before[row], after[column])).map(([row]) => row),
  );
  const news = new Set(
    [...partners].filter(([row, column]) => sameName(before[row], after[column])).map(([, column]) => column),
  );
  const isReplaced = (row: number) => after.some((_, column) => !news.has(column) && fits(table[row]?.[column]));
  const isReplacement = (column: number) => before.some((_, row) => !olds.has(row) && fits(table[row]?.[column]));
  const isSpared = (row: number, column: number) => {
    if (comparing.view.bad === "narrows") return isReplaced(row);
    return comparing.view.bad === "widens" && isReplacement(column);
  };
  // Of exclusive alternatives each is a kind of its own; of others, a reader takes one more for what it is like.
  const isLikeAnother = (column: number) =>
    !isExclusive && table.some((row) => row[column] != null && !hasBreaking(row[column] ?? []));
  return [
    ...before.flatMap((schema, row) => {
      const column = partners.get(row);
      if (column === undefined) return isReplaced(row) ? [] : [gone(comparing, schema)];
      const findings = table[row]?.[column] ?? [];
      // It turned into something else, and another alternative took its place.
      if (hasBreaking(findings) && isSpared(row, column)) return [];
      return under(wordFor(schema, row), findings);
    }),
    ...after.flatMap((schema, column) =>
      taken.has(column) || isReplacement(column) ? [] : [came(comparing, schema, isLikeAnother(column))],
    ),
  ];
}

type Cell = readonly Finding[] | null;

/** Null where two were not compared, for want of time. */
function compareEach(comparing: Comparing, before: readonly Schema[], after: readonly Schema[]): Cell[][] {
  const isFew = before.length <= BRANCHES_MAX && after.length <= BRANCHES_MAX;
  return before.map((from) => after.map((to) => (isFew || sameName(from, to) ? comparing.compare(from, to) : null)));
}

/** Objects let through what they do not name, so that nearly any fits nearly any other; what is lost by it counts too. */
function fits(cell: Cell | undefined): boolean {
  return cell?.every(({ level }) => level === "safe") ?? false;
}

/** Which alternative became which: by name, then by fitting, then by what hurts least. */
function findPartners(
  before: readonly Schema[],
  after: readonly Schema[],
  table: readonly (readonly Cell[])[],
): Map<number, number> {
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  const choose = (cost: (row: number, column: number) => number | null) => {
    for (const row of before.keys()) {
      if (partners.has(row)) continue;
      const costs = after.map((_, column) => (taken.has(column) ? null : cost(row, column)));
      const best = costs.reduce<number>((found, value, column) => {
        return value !== null && value < (costs[found] ?? Infinity) ? column : found;
      }, -1);
      if (best < 0) continue;
      partners.set(row, best);
      taken.add(best);
    }
  };
  const countBreaking = (cell: Cell | undefined) => cell?.filter(({ level }) => level === "breaking").length ?? null;
  choose((row, column) => (sameName(before[row], after[column]) ? 0 : null));
  choose((row, column) => (fits(table[row]?.[column]) ? (table[row]?.[column]?.length ?? null) : null));
  choose((row, column) => (isUnnamed(before[row], after[column]) ? countBreaking(table[row]?.[column]) : null));
  return partners;
}

function nameOfSchema(schema: Schema | undefined): string | null {
  const last = schema?.at(-1);
  return last ? nameOf(last) : null;
}

function sameName(from: Schema | undefined, to: Schema | undefined): boolean {
  const name = nameOfSchema(from);
  return name !== null && name === nameOfSchema(to);
}

/** Two names that differ are two alternatives, of which one went and one came. */
function isUnnamed(from: Schema | undefined, to: Schema | undefined): boolean {
  return nameOfSchema(from) === null || nameOfSchema(to) === null;
}

function wordFor(schema: Schema, index: number): string {
  return nameOfSchema(schema) ?? `alternative ${index + 1}`;
}

function gone(comparing: Comparing, schema: Schema): Finding {
  const message = `The alternative ${nameOfSchema(schema) ?? "without a name"} is gone.`;
  return tell(comparing, { effect: "narrows", id: "alternative-removed", message });
}

function came(comparing: Comparing, schema: Schema, isLikeAnother: boolean): Finding {
  const worst = isLikeAnother ? "warning" : "breaking";
  const message = `The alternative ${nameOfSchema(schema) ?? "without a name"} is new.`;
  return tell(comparing, { effect: "widens", id: "alternative-added", message, worst });
}
