/** Chance that can be repeated: the same seed throws the same numbers. */
export class Dice {
  #state: number;

  /** The seed's texts are mixed, so that every device of a fleet has dice of its own. */
  constructor(...seed: readonly (string | number)[]) {
    this.#state = hash(seed.join("\u001f"));
  }

  /** A number from 0 up to, but not including, 1. This is mulberry32. */
  throw(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  happens(share: number): boolean {
    return this.throw() < share;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.throw();
  }

  /** A number around another one: at most `spread` of it more or less. */
  around(middle: number, spread: number): number {
    return middle * this.between(1 - spread, 1 + spread);
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.throw() * items.length)] ?? items[0];
  }
}

/** FNV-1a over UTF-16 units: quick, and good enough to tell seeds apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
