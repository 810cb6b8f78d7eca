/** Texts that many share are kept once. Bounded: whoever finds it full keeps nothing. */
export class TextPool {
  readonly #texts: (string | null)[] = [];
  readonly #counts: number[] = [];
  readonly #free: number[] = [];
  readonly #numberOf = new Map<string, number>();
  readonly #lengthMax: number;
  #length = 0;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  get size(): number {
    return this.#numberOf.size;
  }

  /** Keeps a text for one more holder and returns its number, or -1 where there is no room. */
  hold(text: string): number {
    const known = this.#numberOf.get(text);
    if (known !== undefined) {
      this.#counts[known]! += 1;
      return known;
    }
    if (this.#length + text.length > this.#lengthMax) return -1;
    const number = this.#free.pop() ?? this.#texts.length;
    this.#texts[number] = text;
    this.#counts[number] = 1;
    this.#numberOf.set(text, number);
    this.#length += text.length;
    return number;
  }

  /** One holder fewer; the last one takes the text along. */
  release(number: number): void {
    const text = this.#texts[number] ?? null;
    if (text === null) return;
    this.#counts[number]! -= 1;
    if (this.#counts[number]! > 0) return;
    this.#texts[number] = null;
    this.#numberOf.delete(text);
    this.#free.push(number);
    this.#length -= text.length;
  }

  read(number: number): string {
    const text = this.#texts[number] ?? null;
    if (text === null) throw new Error(`Nobody holds the text ${number}.`);
    return text;
  }
}
