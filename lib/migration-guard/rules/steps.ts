// What would undoing a migration do to a database?

/** A table as people name it. Without a schema it is looked up. */
export interface TableName {
  schema: string | null;
  table: string;
}

export const stepKinds = ["dropTable", "dropColumn", "dropSchema", "deleteRows", "setNotNull"] as const;

export type Step =
  | ({ kind: "dropTable" | "deleteRows" } & TableName)
  | ({ kind: "dropColumn" | "setNotNull"; column: string } & TableName)
  | { kind: "dropSchema"; schema: string };

export interface Undoing {
  steps: Step[];
  /** What does not come back, or may not work, and no row can be counted for: in sentences. */
  cautions: string[];
  /** The beginnings of statements that nobody here understands. */
  unread: string[];
}

/** Says a step, as in a list of them. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case "dropTable":
      return `drops the table ${nameOf(step)}`;
    case "dropColumn":
      return `drops the column ${nameOf(step)}.${quoteName(step.column)}`;
    case "dropSchema":
      return `drops the schema ${quoteName(step.schema)}`;
    case "deleteRows":
      return `deletes rows of ${nameOf(step)}`;
    case "setNotNull":
      return `demands a value in ${nameOf(step)}.${quoteName(step.column)}`;
  }
}

export function nameOf({ schema, table }: TableName): string {
  return schema === null ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`;
}

/** Writes an identifier as SQL takes it, whatever is in it; plain ones stay as they are read. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Writes an identifier quoted, for statements: some plain words are keywords. */
export function quoteAlways(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
