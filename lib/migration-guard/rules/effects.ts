// Which rows would be lost, and which would be left without their parents?
import { lookUp, type Catalog, type ForeignKey, type Table } from "#lib/migration-guard/rules/catalog.ts";
import { describeStep, type Step } from "#lib/migration-guard/rules/steps.ts";

export const effectKinds = [
  "rowsLost",
  "valuesLost",
  "parentDropped",
  "linkDropped",
  "linkCleared",
  "rowsCascaded",
  "deleteRefused",
  "valuesMissing",
] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Which rows of a table are counted: those with a value in all of these columns, or with none in this one. */
export type Condition =
  | { kind: "all" }
  | { kind: "filled"; columns: readonly string[] }
  | { kind: "empty"; column: string }
  /** Filled, and named by a row of just this partition. */
  | { kind: "within"; columns: readonly string[]; oid: number; referencedColumns: readonly string[] };

export interface Effect {
  kind: EffectKind;
  /** The table whose rows are counted. */
  table: Table;
  condition: Condition;
  /** What is dropped of it, or by which foreign key it is concerned. */
  column?: string;
  constraint?: string;
  parent?: Table;
  /** Only some of the rows of the parent would go, so that there are as many as these at most. */
  isAtMost?: true;
}

export interface Effects {
  effects: Effect[];
  /** Steps that name what is not there, or what may be one of several. */
  missing: string[];
  ambiguous: string[];
}

/** Works out what the steps together would do. What a dropped table holds is lost, and not left behind besides. */
export function findEffects(steps: readonly Step[], catalog: Catalog, schemas: readonly string[]): Effects {
  const fate = readFate(steps, catalog, schemas);
  const effects = [
    ...rowsOf(catalog, fate),
    ...[...fate.columns].flatMap(([oid, columns]) => valuesOf(catalog, fate, oid, columns)),
    ...catalog.foreignKeys.flatMap((key) => severed(catalog, fate, key)),
    ...deletions(catalog, fate),
    ...fate.demanded
      .filter(({ table }) => !fate.dropped.has(table.oid))
      .map(({ table, column }): Effect => {
        return { kind: "valuesMissing", table, column, condition: { kind: "empty", column } };
      }),
  ];
  return { effects, missing: fate.missing, ambiguous: fate.ambiguous };
}

interface Fate {
  /** With their partitions and heirs. */
  dropped: Set<number>;
  /** Partitions that go, and leave the table that they are a part of. */
  cutOff: Table[];
  columns: Map<number, Set<string>>;
  emptied: Set<number>;
  demanded: { table: Table; column: string }[];
  missing: string[];
  ambiguous: string[];
}

function readFate(steps: readonly Step[], catalog: Catalog, schemas: readonly string[]): Fate {
  const fate: Fate = {
    dropped: new Set(),
    cutOff: [],
    columns: new Map(),
    emptied: new Set(),
    demanded: [],
    missing: [],
    ambiguous: [],
  };
  const tables = [...catalog.tables.values()];
  for (const step of steps) {
    if (step.kind === "dropSchema") {
      const within = tables.filter(({ schema }) => schema === step.schema);
      if (within.length === 0) fate.missing.push(describeStep(step));
      for (const { oid } of within) fate.dropped.add(oid);
      continue;
    }
    const found = lookUp(tables, step, schemas);
    if (found.kind === "found") addTo(fate, catalog, step, found.table);
    else fate[found.kind].push(describeStep(step));
  }
  for (const { oid, ancestors } of tables) if (ancestors.some((one) => fate.dropped.has(one))) fate.dropped.add(oid);
  fate.cutOff = tables.filter(
    ({ oid, isPartition, ancestors }) =>
      isPartition && fate.dropped.has(oid) && !ancestors.some((one) => fate.dropped.has(one)),
  );
  return fate;
}

function addTo(fate: Fate, catalog: Catalog, step: Exclude<Step, { kind: "dropSchema" }>, table: Table): void {
  if (!("column" in step)) (step.kind === "dropTable" ? fate.dropped : fate.emptied).add(table.oid);
  else if (catalog.columns.get(table.oid)?.has(step.column) !== true) fate.missing.push(describeStep(step));
  else if (step.kind === "setNotNull") fate.demanded.push({ table, column: step.column });
  else fate.columns.set(table.oid, (fate.columns.get(table.oid) ?? new Set()).add(step.column));
}

/** Rows are counted where they are held in common: those of partitions with the table that they are a part of. */
function rowsOf({ tables }: Catalog, { dropped, emptied }: Fate): Effect[] {
  const gone = [...new Set([...dropped, ...emptied])].flatMap((oid) => tables.get(oid) ?? []);
  return gone
    .filter(({ ancestors }) => !ancestors.some((oid) => dropped.has(oid) || emptied.has(oid)))
    .map((table) => ({ kind: "rowsLost", table, condition: { kind: "all" } }));
}

function valuesOf({ tables }: Catalog, { dropped }: Fate, oid: number, columns: ReadonlySet<string>): Effect[] {
  const table = tables.get(oid);
  if (table === undefined || dropped.has(oid)) return [];
  return [...columns].map((column) => {
    return { kind: "valuesLost", table, column, condition: { kind: "filled", columns: [column] } };
  });
}

/** What a foreign key loses: its own column, the table or column that it leads to, or a partition of that. */
function severed({ tables }: Catalog, fate: Fate, key: ForeignKey): Effect[] {
  const table = tables.get(key.tableOid);
  const parent = tables.get(key.referencedOid);
  if (table === undefined || parent === undefined || fate.dropped.has(table.oid)) return [];
  const effect = (kind: EffectKind, condition: Condition): Effect => {
    return { kind, table, condition, parent, constraint: key.name };
  };
  const { columns } = key;
  if (losesColumn(fate, table, columns)) return [effect("linkDropped", { kind: "filled", columns })];
  if (fate.dropped.has(parent.oid) || losesColumn(fate, parent, key.referencedColumns)) {
    return [effect("parentDropped", { kind: "filled", columns })];
  }
  return fate.cutOff
    .filter(({ ancestors }) => ancestors.includes(parent.oid))
    .map(({ oid }) =>
      effect("parentDropped", { kind: "within", columns, oid, referencedColumns: key.referencedColumns }),
    );
}

function losesColumn({ columns }: Fate, table: Table, names: readonly string[]): boolean {
  return [table.oid, ...table.ancestors].some((oid) => names.some((name) => columns.get(oid)?.has(name) === true));
}

/** What deleting rows sets off, from table to table. Which rows go is not known, so every one may. */
function deletions({ tables, foreignKeys }: Catalog, { emptied, dropped }: Fate): Effect[] {
  const effects: Effect[] = [];
  const byParent = Map.groupBy(foreignKeys, ({ referencedOid }) => referencedOid);
  const reached = new Set([...emptied].filter((oid) => !dropped.has(oid)));
  // A set that grows while it is walked through: who is cascaded to cascades on.
  for (const oid of reached) {
    for (const key of byParent.get(oid) ?? []) {
      const [table, parent] = [tables.get(key.tableOid), tables.get(oid)];
      if (table === undefined || parent === undefined || dropped.has(table.oid) || reached.has(table.oid)) continue;
      const condition: Condition = { kind: "filled", columns: key.columns };
      const kind = kindOfDeletion(key);
      effects.push({ kind, table, condition, parent, constraint: key.name, isAtMost: true });
      if (kind === "rowsCascaded") reached.add(table.oid);
    }
  }
  return effects;
}

function kindOfDeletion({ onDelete }: ForeignKey): EffectKind {
  if (onDelete === "cascade") return "rowsCascaded";
  return onDelete === "setNull" || onDelete === "setDefault" ? "linkCleared" : "deleteRefused";
}
