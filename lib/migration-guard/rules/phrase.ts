// What stands next in a statement of SQL?
import type { TableName } from "#lib/migration-guard/rules/steps.ts";
import type { Token } from "#lib/migration-guard/rules/tokens.ts";

/** Reads a statement from its beginning on; what is taken is behind it. */
export class Phrase {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isOver(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes these words one behind the other, or nothing. */
  take(...words: readonly string[]): boolean {
    const fits = words.every((word, index) => this.#isWord(this.#at + index, word));
    if (fits) this.#at += words.length;
    return fits;
  }

  takeAny(...words: readonly string[]): boolean {
    return words.some((word) => this.take(word));
  }

  takeSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    const fits = token?.kind === "symbol" && token.text === symbol;
    if (fits) this.#at++;
    return fits;
  }

  /** Says whether one of these words stands next, and takes nothing. */
  isNext(...words: readonly string[]): boolean {
    return words.some((word) => this.#isWord(this.#at, word));
  }

  has(word: string): boolean {
    return this.#tokens.slice(this.#at).some((token) => token.kind === "word" && token.text === word);
  }

  takeIdentifier(): string | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || (token.kind !== "word" && token.kind !== "name") || token.text === "") return null;
    this.#at++;
    return token.text;
  }

  /** Takes table, schema.table or database.schema.table. */
  takeTable(): TableName | null {
    const parts: string[] = [];
    do {
      const part = this.takeIdentifier();
      if (part === null) return null;
      parts.push(part);
    } while (parts.length < 3 && this.takeSymbol("."));
    const [table = "", schema = null] = parts.reverse();
    return { schema, table };
  }

  /** Takes names between commas; null where one of them is none. */
  takeTables(): TableName[] | null {
    const tables: TableName[] = [];
    do {
      this.take("only");
      const table = this.takeTable();
      if (table === null) return null;
      this.takeSymbol("*");
      tables.push(table);
    } while (this.takeSymbol(","));
    return tables;
  }

  /** Splits what is left at its commas, leaving alone those between brackets. */
  splitRest(): Phrase[] {
    const parts: Token[][] = [[]];
    let depth = 0;
    for (const token of this.#tokens.slice(this.#at)) {
      if (token.kind === "symbol" && "([".includes(token.text)) depth++;
      if (token.kind === "symbol" && ")]".includes(token.text)) depth--;
      if (depth === 0 && token.kind === "symbol" && token.text === ",") parts.push([]);
      else parts.at(-1)?.push(token);
    }
    this.#at = this.#tokens.length;
    return parts.map((tokens) => new Phrase(tokens));
  }

  /** The first words of the statement, without values: to say which one was not understood. */
  get beginning(): string {
    const words = this.#tokens.slice(0, 6).map(({ kind, text }) => (kind === "text" ? "'…'" : text));
    return words.join(" ").slice(0, 120).toUpperCase() + (this.#tokens.length > 6 ? " …" : "");
  }

  #isWord(at: number, word: string): boolean {
    const token = this.#tokens[at];
    return token?.kind === "word" && token.text === word;
  }
}
