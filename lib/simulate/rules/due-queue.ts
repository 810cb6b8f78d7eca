/** Whose turn is next? A binary heap: one timer serves a hundred thousand devices. */
export class DueQueue<Item> {
  readonly #entries: { at: number; item: Item }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** The time of the first entry; null when there is none. */
  get nextAt(): number | null {
    return this.#entries[0]?.at ?? null;
  }

  push(at: number, item: Item): void {
    this.#entries.push({ at, item });
    this.#rise(this.#entries.length - 1);
  }

  /** Takes the first entry out; undefined where there is none. */
  pop(): Item | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#entries.length > 0) {
      this.#entries[0] = last;
      this.#sink(0);
    }
    return first.item;
  }

  #rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= this.#at(index)) return;
      this.#swap(parent, index);
      index = parent;
    }
  }

  #sink(from: number): void {
    for (let index = from; ;) {
      const left = 2 * index + 1;
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(index) <= this.#at(child)) return;
      this.#swap(index, child);
      index = child;
    }
  }

  #at(index: number): number {
    return this.#entries[index]?.at ?? Infinity;
  }

  #swap(left: number, right: number): void {
    const [a, b] = [this.#entries[left], this.#entries[right]];
    if (a && b) [this.#entries[left], this.#entries[right]] = [b, a];
  }
}
