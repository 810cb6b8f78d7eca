// What is in a database, as far as undoing a migration is concerned?
import { quoteName } from "#lib/migration-guard/rules/steps.ts";

export interface Table {
  oid: number;
  schema: string;
  name: string;
  /** What it is a partition of, or inherits from, at any height. */
  ancestors: readonly number[];
  isPartition: boolean;
  /** What the planner believes, its partitions included; null where it was never analyzed. */
  estimatedRows: number | null;
}

export const deleteActions = ["noAction", "restrict", "cascade", "setNull", "setDefault"] as const;
export type DeleteAction = (typeof deleteActions)[number];

export interface ForeignKey {
  name: string;
  /** The table whose rows name a parent. */
  tableOid: number;
  columns: readonly string[];
  referencedOid: number;
  referencedColumns: readonly string[];
  onDelete: DeleteAction;
}

/** Tables by their oid, and the foreign keys between them, those of partitions left out: their parents have them. */
export interface Catalog {
  tables: ReadonlyMap<number, Table>;
  foreignKeys: readonly ForeignKey[];
  /** Of the tables that a step names. */
  columns: ReadonlyMap<number, ReadonlySet<string>>;
}

export function titleOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return `${quoteName(schema)}.${quoteName(name)}`;
}

export type Lookup = { kind: "found"; table: Table } | { kind: "missing" } | { kind: "ambiguous" };

/** Finds the table that a name means. `schemas` are looked up in their order; without them public, then the only one. */
export function lookUp(
  tables: Iterable<Table>,
  { schema, table }: { schema: string | null; table: string },
  schemas: readonly string[],
): Lookup {
  const called = [...tables].filter(({ name }) => name === table);
  const order = schema === null ? (schemas.length > 0 ? schemas : ["public"]) : [schema];
  for (const one of order) {
    const found = called.find((candidate) => candidate.schema === one);
    if (found) return { kind: "found", table: found };
  }
  const [only, ...others] = called;
  if (schema !== null || schemas.length > 0 || only === undefined) return { kind: "missing" };
  return others.length > 0 ? { kind: "ambiguous" } : { kind: "found", table: only };
}
