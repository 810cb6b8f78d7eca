const EMPTY = 0;
/** A probe stays short while at most half of the places are taken. */
const PLACES_PER_SLOT = 2;
export const KEY_BYTES = 16;

/** Reads a typed array at a place that is known to be inside. */
export function at(column: Uint8Array | Int32Array | Uint32Array, index: number): number {
  return column[index] ?? 0;
}

/**
 * Finds the slot whose 16-byte key is given: open addressing with linear probing over one typed array. The keys lie in
 * an array of the owner's, 16 bytes for each slot; here are only the slots' numbers.
 */
export class ByteIndex {
  #keys: Uint8Array;
  #places: Int32Array;
  #mask: number;

  constructor(keys: Uint8Array) {
    this.#keys = keys;
    this.#places = new Int32Array(placesFor(keys));
    this.#mask = this.#places.length - 1;
  }

  get byteLength(): number {
    return this.#places.byteLength;
  }

  /** Returns the slot with this key, or -1. */
  find(key: Uint8Array): number {
    for (let place = this.#homeOf(key, 0); ; place = (place + 1) & this.#mask) {
      const slot = at(this.#places, place) - 1;
      if (slot < 0 || this.#isAt(slot, key)) return slot;
    }
  }

  /** Adds a slot whose key is in place already and not yet indexed. */
  add(slot: number): void {
    let place = this.#homeOf(this.#keys, slot * KEY_BYTES);
    while (this.#places[place] !== EMPTY) place = (place + 1) & this.#mask;
    this.#places[place] = slot + 1;
  }

  /** Removes a slot whose key is still in place. What was pushed on by it moves back, so that no probe ends too soon. */
  remove(slot: number): void {
    let hole = this.#homeOf(this.#keys, slot * KEY_BYTES);
    while (this.#places[hole] !== slot + 1) {
      if (this.#places[hole] === EMPTY) return;
      hole = (hole + 1) & this.#mask;
    }
    for (let place = (hole + 1) & this.#mask; this.#places[place] !== EMPTY; place = (place + 1) & this.#mask) {
      const home = this.#homeOf(this.#keys, (at(this.#places, place) - 1) * KEY_BYTES);
      if (((place - home) & this.#mask) < ((place - hole) & this.#mask)) continue;
      this.#places[hole] = at(this.#places, place);
      hole = place;
    }
    this.#places[hole] = EMPTY;
  }

  /** Takes over the owner's larger array of keys and makes room for as many slots. */
  grow(keys: Uint8Array): void {
    const slots = this.#places.filter((place) => place !== EMPTY);
    this.#keys = keys;
    this.#places = new Int32Array(placesFor(keys));
    this.#mask = this.#places.length - 1;
    for (const place of slots) this.add(place - 1);
  }

  #isAt(slot: number, key: Uint8Array): boolean {
    const start = slot * KEY_BYTES;
    for (let index = 0; index < KEY_BYTES; index++) {
      if (this.#keys[start + index] !== key[index]) return false;
    }
    return true;
  }

  /** Keys are random or hashes; mixing two ends makes up for ids whose beginning is a time. */
  #homeOf(bytes: Uint8Array, start: number): number {
    const front = word(bytes, start);
    const back = word(bytes, start + KEY_BYTES - 4);
    return (Math.imul(front ^ back, 0x9e3779b1) >>> 7) & this.#mask;
  }
}

function word(bytes: Uint8Array, start: number): number {
  return at(bytes, start) | (at(bytes, start + 1) << 8) | (at(bytes, start + 2) << 16) | (at(bytes, start + 3) << 24);
}

function placesFor(keys: Uint8Array): number {
  return (keys.length / KEY_BYTES) * PLACES_PER_SLOT;
}
