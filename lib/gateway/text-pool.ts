interface Held {
  text: string;
  number: number;
  holders: number;
}

/** Texts that many share are kept once. Bounded: whoever finds it full keeps nothing. */
export class TextPool {
  readonly #held: (Held | undefined)[] = [];
  readonly #byText = new Map<string, Held>();
  readonly #free: number[] = [];
  readonly #lengthMax: number;
  #length = 0;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** Keeps a text for one more holder and returns its number, or -1 where there is no room. */
  hold(text: string): number {
    const known = this.#byText.get(text);
    if (known) {
      known.holders++;
      return known.number;
    }
    if (this.#length + text.length > this.#lengthMax) return -1;
    const number = this.#free.pop() ?? this.#held.length;
    const held = { text, number, holders: 1 };
    this.#held[number] = held;
    this.#byText.set(text, held);
    this.#length += text.length;
    return number;
  }

  /** One holder fewer; the last one takes the text along. */
  release(number: number): void {
    const held = this.#held[number];
    if (!held) return;
    held.holders--;
    if (held.holders > 0) return;
    this.#held[number] = undefined;
    this.#byText.delete(held.text);
    this.#free.push(number);
    this.#length -= held.text.length;
  }

  read(number: number): string {
    const held = this.#held[number];
    if (!held) throw new Error(`Nobody holds the text ${number}.`);
    return held.text;
  }
}
