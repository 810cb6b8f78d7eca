// Which elements of two sequences belong together, so that as few as possible are left over?

/** Half the edits after which a stretch counts as "not nearly the same": found within a millisecond. */
const EDITS_QUICK = 256;
/** Half the edits after which a stretch counts as replaced as a whole. */
const EDITS_MAX = 2_048;
/** Beyond this depth anchors cut off too little to be worth looking for. */
const ANCHOR_DEPTH_MAX = 40;
const UNREACHED = -1_000_000_000;

interface Stretch {
  fromStart: number;
  fromEnd: number;
  toStart: number;
  toEnd: number;
  depth: number;
}

/**
 * Pairs equal elements of two sequences of small numbers, both rising: the answer names for each of `from` its place in
 * `to`, or -1. Where the two are alike, nothing shorter is possible (Myers, in linear space). Where they are not,
 * elements that occur once on both sides are anchors, and what lies between them is looked at by itself; a stretch that
 * is still too different counts as replaced. So the time stays near linear for whatever is compared.
 */
export function matchSequences(from: Int32Array, to: Int32Array): Int32Array {
  const matchOf = new Int32Array(from.length).fill(-1);
  const idCount = 1 + Math.max(largest(from), largest(to));
  const left = keepShared(from, to, idCount);
  const right = keepShared(to, from, idCount);
  const work = new Matching(left.ids, right.ids, idCount);
  for (const [index, match] of work.run().entries()) {
    if (match >= 0) matchOf[left.places[index] ?? 0] = right.places[match] ?? 0;
  }
  return matchOf;
}

/** What occurs on one side alone belongs to nothing; without it the two sides are much more alike. */
function keepShared(ids: Int32Array, others: Int32Array, idCount: number): { ids: Int32Array; places: Int32Array } {
  const isShared = new Uint8Array(idCount);
  for (const id of others) isShared[id] = 1;
  const places = new Int32Array(ids.length);
  let count = 0;
  for (let index = 0; index < ids.length; index++) {
    if (isShared[ids[index] ?? 0] === 1) places[count++] = index;
  }
  const kept = places.subarray(0, count);
  return { ids: kept.map((place) => ids[place] ?? 0), places: kept };
}

function largest(ids: Int32Array): number {
  let most = -1;
  for (const id of ids) if (id > most) most = id;
  return most;
}

class Matching {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #matchOf: Int32Array;
  readonly #forward = new Int32Array(2 * EDITS_MAX + 4);
  readonly #backward = new Int32Array(2 * EDITS_MAX + 4);
  /** By id, for the stretch that is looked at: how often it occurs on each side, and where last. */
  readonly #fromCount: Int32Array;
  readonly #toCount: Int32Array;
  readonly #toPlace: Int32Array;

  constructor(from: Int32Array, to: Int32Array, idCount: number) {
    this.#from = from;
    this.#to = to;
    this.#matchOf = new Int32Array(from.length).fill(-1);
    this.#fromCount = new Int32Array(idCount);
    this.#toCount = new Int32Array(idCount);
    this.#toPlace = new Int32Array(idCount);
  }

  run(): Int32Array {
    const work: Stretch[] = [
      { fromStart: 0, fromEnd: this.#from.length, toStart: 0, toEnd: this.#to.length, depth: 0 },
    ];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const stretch = this.#trim(next);
      if (stretch.fromStart === stretch.fromEnd || stretch.toStart === stretch.toEnd) continue;
      work.push(...this.#divide(stretch));
    }
    return this.#matchOf;
  }

  /** Pairs what both begin with and what both end with. */
  #trim(stretch: Stretch): Stretch {
    let { fromStart, fromEnd, toStart, toEnd } = stretch;
    while (fromStart < fromEnd && toStart < toEnd && this.#from[fromStart] === this.#to[toStart]) {
      this.#matchOf[fromStart++] = toStart++;
    }
    while (fromStart < fromEnd && toStart < toEnd && this.#from[fromEnd - 1] === this.#to[toEnd - 1]) {
      this.#matchOf[--fromEnd] = --toEnd;
    }
    return { fromStart, fromEnd, toStart, toEnd, depth: stretch.depth };
  }

  /** The parts that remain after one step; none where the whole stretch counts as replaced. */
  #divide(stretch: Stretch): Stretch[] {
    if (!this.#sharesAny(stretch)) return [];
    const quick = this.#cutInTheMiddle(stretch, EDITS_QUICK);
    if (quick !== null) return quick;
    const anchored = stretch.depth < ANCHOR_DEPTH_MAX ? this.#cutAtAnchors(stretch) : null;
    return anchored ?? this.#cutInTheMiddle(stretch, EDITS_MAX) ?? [];
  }

  #sharesAny({ fromStart, fromEnd, toStart, toEnd }: Stretch): boolean {
    const [from, to, count] = [this.#from, this.#to, this.#fromCount];
    for (let index = fromStart; index < fromEnd; index++) count[from[index] ?? 0] = 0;
    for (let index = toStart; index < toEnd; index++) count[to[index] ?? 0] = 1;
    for (let index = fromStart; index < fromEnd; index++) if (count[from[index] ?? 0] === 1) return true;
    return false;
  }

  /** Pairs what occurs once on both sides, as far as its order is the same, and leaves what lies between. */
  #cutAtAnchors(stretch: Stretch): Stretch[] | null {
    const pairs = longestRising(this.#findUnique(stretch));
    if (pairs.length === 0) return null;
    const parts: Stretch[] = [];
    let { fromStart, toStart } = stretch;
    const depth = stretch.depth + 1;
    for (const { from, to } of pairs) {
      this.#matchOf[from] = to;
      parts.push({ fromStart, fromEnd: from, toStart, toEnd: to, depth });
      fromStart = from + 1;
      toStart = to + 1;
    }
    parts.push({ fromStart, fromEnd: stretch.fromEnd, toStart, toEnd: stretch.toEnd, depth });
    return parts;
  }

  #findUnique({ fromStart, fromEnd, toStart, toEnd }: Stretch): Pair[] {
    const [from, to] = [this.#from, this.#to];
    const [fromCount, toCount, toPlace] = [this.#fromCount, this.#toCount, this.#toPlace];
    for (let index = fromStart; index < fromEnd; index++) fromCount[at(from, index)] = toCount[at(from, index)] = 0;
    for (let index = toStart; index < toEnd; index++) fromCount[at(to, index)] = toCount[at(to, index)] = 0;
    for (let index = fromStart; index < fromEnd; index++)
      fromCount[at(from, index)] = at(fromCount, at(from, index)) + 1;
    for (let index = toStart; index < toEnd; index++) {
      const id = at(to, index);
      toCount[id] = at(toCount, id) + 1;
      toPlace[id] = index;
    }
    const pairs: Pair[] = [];
    for (let index = fromStart; index < fromEnd; index++) {
      const id = at(from, index);
      if (fromCount[id] === 1 && toCount[id] === 1) pairs.push({ from: index, to: at(toPlace, id) });
    }
    return pairs;
  }

  /**
   * Looks for the run of equal elements in the middle of a shortest way, from both ends at once, and leaves what lies
   * before and behind it. Null where the way takes more than twice `editsMax` edits.
   */
  #cutInTheMiddle(stretch: Stretch, editsMax: number): Stretch[] | null {
    const { fromStart, fromEnd, toStart, toEnd, depth } = stretch;
    const middle = this.#findMiddle(
      stretch,
      Math.min(editsMax, Math.ceil((fromEnd - fromStart + toEnd - toStart) / 2)),
    );
    if (middle === null) return null;
    const { x, y, length } = middle;
    for (let step = 0; step < length; step++) this.#matchOf[fromStart + x + step] = toStart + y + step;
    return [
      { fromStart, fromEnd: fromStart + x, toStart, toEnd: toStart + y, depth },
      { fromStart: fromStart + x + length, fromEnd, toStart: toStart + y + length, toEnd, depth },
    ];
  }

  /** Where the run begins, seen from the beginning of the stretch, and how long it is. */
  #findMiddle(stretch: Stretch, editsMax: number): { x: number; y: number; length: number } | null {
    const width = stretch.fromEnd - stretch.fromStart;
    const height = stretch.toEnd - stretch.toStart;
    const delta = width - height;
    const isOdd = (delta & 1) !== 0;
    const zero = editsMax + 1;
    for (const reached of [this.#forward, this.#backward]) {
      reached.fill(UNREACHED, 0, 2 * zero + 1);
      reached[zero + 1] = 0;
    }
    const frame: Frame = { ...stretch, width, height, zero };

    for (let edits = 0; edits <= editsMax; edits++) {
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        const start = furthest(this.#forward, frame, diagonal);
        const x = this.#runForward(frame, diagonal, start);
        if (!isOdd || x < 0 || Math.abs(delta - diagonal) > edits - 1) continue;
        const met = x + (this.#backward[zero + delta - diagonal] ?? UNREACHED) >= width;
        if (met) return { x: start, y: start - diagonal, length: x - start };
      }
      for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
        const start = furthest(this.#backward, frame, diagonal);
        const x = this.#runBackward(frame, diagonal, start);
        if (isOdd || x < 0 || Math.abs(delta - diagonal) > edits) continue;
        const met = x + (this.#forward[zero + delta - diagonal] ?? UNREACHED) >= width;
        if (met) return { x: width - x, y: height - (x - diagonal), length: x - start };
      }
    }
    return null;
  }

  /** Follows equal elements from the beginning on, and notes how far they lead. */
  #runForward({ fromStart, toStart, width, height, zero }: Frame, diagonal: number, start: number): number {
    let x = start;
    while (x >= 0 && x < width && x - diagonal < height) {
      if (this.#from[fromStart + x] !== this.#to[toStart + x - diagonal]) break;
      x++;
    }
    return (this.#forward[zero + diagonal] = x);
  }

  /** The same from the end on, where everything is counted from there. */
  #runBackward({ fromEnd, toEnd, width, height, zero }: Frame, diagonal: number, start: number): number {
    let x = start;
    while (x >= 0 && x < width && x - diagonal < height) {
      if (this.#from[fromEnd - 1 - x] !== this.#to[toEnd - 1 - (x - diagonal)]) break;
      x++;
    }
    return (this.#backward[zero + diagonal] = x);
  }
}

interface Frame extends Stretch {
  width: number;
  height: number;
  /** Where diagonal 0 stands in what is noted. */
  zero: number;
}

/** How far along a diagonal one more edit leads; UNREACHED where it would lead out of the two sequences. */
function furthest(reached: Int32Array, { width, height, zero }: Frame, diagonal: number): number {
  const down = reached[zero + diagonal + 1] ?? UNREACHED;
  const right = (reached[zero + diagonal - 1] ?? UNREACHED) + 1;
  const viaDown = down >= 0 && down - diagonal <= height ? down : UNREACHED;
  const viaRight = right >= 1 && right <= width ? right : UNREACHED;
  return Math.max(viaDown, viaRight);
}

/** The index is always one that is there. */
function at(ids: Int32Array, index: number): number {
  return ids[index] ?? 0;
}

interface Pair {
  from: number;
  to: number;
}

/** The longest choice of pairs that rise on both sides; they come rising in `from`. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const tails: number[] = [];
  const previous = new Int32Array(pairs.length);
  for (const [index, pair] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.to ?? 0) < pair.to) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  }
  const chosen: Pair[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair) chosen.push(pair);
  }
  return chosen.reverse();
}
