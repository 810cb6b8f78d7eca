/** So often a statement is asked before it is worth keeping. */
const OFTEN = 100;
/** Each is kept by every connection. */
const NAMES_MAX = 200;
const COUNTED_MAX = 1_000;
/** Its columns follow the table, and PostgreSQL refuses a kept statement whose columns have changed since. */
const WHOLE_ROWS = /\bSELECT \*|\.\*/i;
/**
 * Stands in a statement that touches anything between a few rows and all of a fleet. A plan that was kept while there
 * were a few may take hours for the fleet; such a statement is planned each time, by what the tables hold then.
 */
export const PLANNED_ANEW = "/* planned anew */";

/**
 * Names the statements that are asked again and again, so that each connection has them parsed and planned once: for the
 * reports of a fleet that is half of the database's work. Every other statement gets no name and is forgotten at once.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** The name of a statement; empty where it has none. */
  nameOf(sql: string): string {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMES_MAX || WHOLE_ROWS.test(sql) || sql.includes(PLANNED_ANEW)) return "";
    const count = (this.#counts.get(sql) ?? 0) + 1;
    if (count < OFTEN) {
      // Lists of any length make texts without end; whatever is asked often comes round again.
      if (this.#counts.size >= COUNTED_MAX) this.#counts.clear();
      this.#counts.set(sql, count);
      return "";
    }
    const name = `slipway_${this.#names.size + 1}`;
    this.#counts.delete(sql);
    this.#names.set(sql, name);
    return name;
  }
}
