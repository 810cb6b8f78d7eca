// Which steps are left of a migration, once it has changed what it made itself?
import type { Step, TableName } from "#lib/migration-guard/rules/steps.ts";

type TableStep = Exclude<Step, { kind: "dropSchema" }>;

/** Steps by the table that they are about, so that long migrations are not walked through for each of their statements. */
export class StepList {
  readonly #byTable = new Map<string, TableStep[]>();
  readonly #made = new Set<string>();
  readonly #schemas = new Set<string>();

  get all(): Step[] {
    const schemas = [...this.#schemas].map((schema): Step => ({ kind: "dropSchema", schema }));
    return [...[...this.#byTable.values()].flat(), ...schemas];
  }

  add(step: TableStep): void {
    const key = keyOf(step);
    const steps = this.#byTable.get(key) ?? [];
    steps.push(step);
    this.#byTable.set(key, steps);
    if (step.kind === "dropTable") this.#made.add(key);
  }

  addSchema(schema: string): void {
    this.#schemas.add(schema);
  }

  /** Says whether a table is made by the same migration, and goes with all that is in it. */
  isMade(table: TableName): boolean {
    return this.#made.has(keyOf(table));
  }

  /** Forgets a table; false where nothing was known of it. */
  remove(table: TableName): boolean {
    this.#made.delete(keyOf(table));
    return this.#byTable.delete(keyOf(table));
  }

  /** Forgets a column; false where nothing was known of it. */
  removeColumn(table: TableName, column: string): boolean {
    const steps = this.#byTable.get(keyOf(table)) ?? [];
    const left = steps.filter((step) => !("column" in step) || step.column !== column);
    if (left.length > 0) this.#byTable.set(keyOf(table), left);
    else this.#byTable.delete(keyOf(table));
    return left.length < steps.length;
  }

  /** What was renamed since it was made is dropped under its new name. */
  rename(table: TableName, to: string): void {
    const steps = this.#byTable.get(keyOf(table)) ?? [];
    this.remove(table);
    for (const step of steps) this.add({ ...step, table: to });
  }

  renameColumn(table: TableName, from: string, to: string): void {
    const steps = this.#byTable.get(keyOf(table));
    if (steps === undefined) return;
    const renamed = steps.map((step) => ("column" in step && step.column === from ? { ...step, column: to } : step));
    this.#byTable.set(keyOf(table), renamed);
  }
}

function keyOf({ schema, table }: TableName): string {
  return JSON.stringify([schema, table]);
}
