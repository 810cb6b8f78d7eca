import { at, ByteIndex, KEY_BYTES } from "#lib/gateway/byte-index.ts";
import { TextPool } from "#lib/gateway/text-pool.ts";

const HASH_BYTES = 32;
const SLOTS_MIN = 64;
/** Most devices run one of a few combinations; where all differ, the database is asked for the rest. */
const APPS_LENGTH_MAX = 64 * 1024 * 1024;

const KNOWN = 1;
const HAS_OPEN_ACTION = 2;
const WANTS_ATTRIBUTES = 4;

/** What the gateway remembers of a device: enough to answer "nothing new", and no more. */
export interface DeviceFacts {
  /** The 16 bytes of its UUID. */
  id: Uint8Array;
  /** How DDI finds it (ddiKey); null where it speaks the native protocol only. */
  ddiKey: Uint8Array | null;
  tokenHash: Uint8Array;
  targetTokenHash: Uint8Array | null;
  hasOpenAction: boolean;
  wantsAttributes: boolean;
  installedActionId: number | null;
  pollSeconds: number | null;
  /** What it runs, as the JSON that it is told. */
  appsJson: string;
}

/**
 * Remembers a million devices in some hundred megabytes: columns of typed arrays, one slot for each device. A slot
 * is a number that stays a device's until it is removed; nothing here knows time or database.
 */
export class DeviceTable {
  #capacity = SLOTS_MIN;
  #ids = new Uint8Array(SLOTS_MIN * KEY_BYTES);
  #ddiKeys = new Uint8Array(SLOTS_MIN * KEY_BYTES);
  #tokenHashes = new Uint8Array(SLOTS_MIN * HASH_BYTES);
  #targetTokenHashes = new Uint8Array(SLOTS_MIN * HASH_BYTES);
  #flags = new Uint8Array(SLOTS_MIN);
  #installedActionIds = new Int32Array(SLOTS_MIN);
  #pollSeconds = new Int32Array(SLOTS_MIN);
  #apps = new Int32Array(SLOTS_MIN);
  #newsAt = new Uint32Array(SLOTS_MIN);
  #seenAt = new Uint32Array(SLOTS_MIN);
  #seenFrom = new Uint32Array(SLOTS_MIN);
  #calls = new Uint32Array(SLOTS_MIN);
  readonly #byId = new ByteIndex(this.#ids);
  readonly #byDdiKey = new ByteIndex(this.#ddiKeys);
  readonly #pool = new TextPool(APPS_LENGTH_MAX);
  readonly #free: number[] = [];
  #used = 0;

  get size(): number {
    return this.#used - this.#free.length;
  }

  /** Memory of the columns and the indexes. */
  get byteLength(): number {
    const columns = this.#columns().reduce((sum, column) => sum + column.byteLength, 0);
    return columns + this.#byId.byteLength + this.#byDdiKey.byteLength;
  }

  /** Returns the slot of a device, or -1. */
  find(id: Uint8Array): number {
    return this.#byId.find(id);
  }

  findByDdiKey(key: Uint8Array): number {
    return this.#byDdiKey.find(key);
  }

  /** Keeps what is known of a device now, in its slot or in a new one, and returns the slot. */
  put(facts: DeviceFacts): number {
    const slot = this.ensure(facts.id);
    this.#setDdiKey(slot, facts.ddiKey);
    this.#tokenHashes.set(facts.tokenHash, slot * HASH_BYTES);
    if (facts.targetTokenHash) this.#targetTokenHashes.set(facts.targetTokenHash, slot * HASH_BYTES);
    else this.#targetTokenHashes.fill(0, slot * HASH_BYTES, (slot + 1) * HASH_BYTES);
    this.#installedActionIds[slot] = facts.installedActionId ?? 0;
    this.#pollSeconds[slot] = facts.pollSeconds ?? 0;
    const apps = this.#pool.hold(facts.appsJson);
    this.#pool.release(at(this.#apps, slot));
    this.#apps[slot] = apps;
    this.#flags[slot] =
      KNOWN | (facts.hasOpenAction ? HAS_OPEN_ACTION : 0) | (facts.wantsAttributes ? WANTS_ATTRIBUTES : 0);
    return slot;
  }

  /** Returns a device's slot; a new one knows nothing yet. */
  ensure(id: Uint8Array): number {
    const known = this.#byId.find(id);
    if (known >= 0) return known;
    const slot = this.#takeSlot();
    this.#ids.set(id, slot * KEY_BYTES);
    this.#byId.add(slot);
    return slot;
  }

  remove(slot: number): void {
    this.#setDdiKey(slot, null);
    this.#byId.remove(slot);
    this.#pool.release(at(this.#apps, slot));
    this.#flags[slot] = 0;
    this.#free.push(slot);
  }

  /** Notes that nothing is open for a device any more. */
  close(slot: number): void {
    this.#flags[slot] = at(this.#flags, slot) & ~HAS_OPEN_ACTION;
  }

  /** Forgets what is known of a device, not that it exists. */
  forget(slot: number): void {
    this.#flags[slot] = 0;
  }

  forgetAll(): void {
    this.#flags.fill(0);
  }

  /** A view of the device's id, good until the next `put`. */
  id(slot: number): Uint8Array {
    return this.#ids.subarray(slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
  }

  isKnown(slot: number): boolean {
    return (at(this.#flags, slot) & KNOWN) !== 0;
  }

  /** Says whether "nothing new" is the whole answer: known, nothing open, and what it runs is at hand. */
  isQuiet(slot: number): boolean {
    return (at(this.#flags, slot) & (KNOWN | HAS_OPEN_ACTION)) === KNOWN && at(this.#apps, slot) >= 0;
  }

  wantsAttributes(slot: number): boolean {
    return (at(this.#flags, slot) & WANTS_ATTRIBUTES) !== 0;
  }

  installedActionId(slot: number): number | null {
    return at(this.#installedActionIds, slot) || null;
  }

  pollSeconds(slot: number): number | null {
    return at(this.#pollSeconds, slot) || null;
  }

  appsJson(slot: number): string {
    return this.#pool.read(at(this.#apps, slot));
  }

  hasToken(slot: number, hash: Uint8Array): boolean {
    return isEqual(this.#tokenHashes, slot * HASH_BYTES, hash);
  }

  /** A device without a target token has none that fits. */
  hasTargetToken(slot: number, hash: Uint8Array): boolean {
    const start = slot * HASH_BYTES;
    let any = 0;
    for (let index = 0; index < HASH_BYTES; index++) any |= at(this.#targetTokenHashes, start + index);
    return any !== 0 && isEqual(this.#targetTokenHashes, start, hash);
  }

  /** When news of a device last came, on the memory's own clock. */
  newsAt(slot: number): number {
    return at(this.#newsAt, slot);
  }

  setNewsAt(slot: number, at: number): void {
    this.#newsAt[slot] = at;
  }

  /** Notes a sighting at a second from an address (a hash of it). False where it says nothing that was not noted. */
  see(slot: number, second: number, address: number, pauseSeconds: number): boolean {
    if (this.#seenFrom[slot] === address && second - at(this.#seenAt, slot) < pauseSeconds) return false;
    this.#seenAt[slot] = second;
    this.#seenFrom[slot] = address;
    return true;
  }

  /** Counts a call in the current minute and returns how many it has been. */
  count(slot: number, minute: number): number {
    const window = minute & 0xffff;
    const kept = at(this.#calls, slot);
    const count = kept >>> 16 === window ? Math.min((kept & 0xffff) + 1, 0xffff) : 1;
    this.#calls[slot] = ((window << 16) | count) >>> 0;
    return count;
  }

  #setDdiKey(slot: number, key: Uint8Array | null): void {
    const start = slot * KEY_BYTES;
    const kept = this.#ddiKeys.subarray(start, start + KEY_BYTES);
    if (kept.some((byte) => byte !== 0)) this.#byDdiKey.remove(slot);
    if (key === null) return void kept.fill(0);
    // Two rows never share tenant and id; where a rename is heard of in halves, the later word counts.
    const other = this.#byDdiKey.find(key);
    if (other >= 0) this.#dropDdiKey(other);
    kept.set(key);
    this.#byDdiKey.add(slot);
  }

  #dropDdiKey(slot: number): void {
    this.#byDdiKey.remove(slot);
    this.#ddiKeys.fill(0, slot * KEY_BYTES, (slot + 1) * KEY_BYTES);
    this.forget(slot);
  }

  #takeSlot(): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.#capacity) this.#grow();
    this.#flags[slot] = 0;
    this.#apps[slot] = -1;
    this.#newsAt[slot] = 0;
    this.#seenAt[slot] = 0;
    this.#seenFrom[slot] = 0;
    this.#calls[slot] = 0;
    return slot;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#ids = twice(this.#ids);
    this.#ddiKeys = twice(this.#ddiKeys);
    this.#tokenHashes = twice(this.#tokenHashes);
    this.#targetTokenHashes = twice(this.#targetTokenHashes);
    this.#flags = twice(this.#flags);
    this.#installedActionIds = twice(this.#installedActionIds);
    this.#pollSeconds = twice(this.#pollSeconds);
    this.#apps = twice(this.#apps);
    this.#newsAt = twice(this.#newsAt);
    this.#seenAt = twice(this.#seenAt);
    this.#seenFrom = twice(this.#seenFrom);
    this.#calls = twice(this.#calls);
    this.#byId.grow(this.#ids);
    this.#byDdiKey.grow(this.#ddiKeys);
  }

  #columns() {
    return [
      ...[this.#ids, this.#ddiKeys, this.#tokenHashes, this.#targetTokenHashes, this.#flags],
      ...[this.#installedActionIds, this.#pollSeconds, this.#apps],
      ...[this.#newsAt, this.#seenAt, this.#seenFrom, this.#calls],
    ];
  }
}

/** In constant time: how much of a guess was right must not show. */
function isEqual(bytes: Uint8Array, start: number, hash: Uint8Array): boolean {
  let difference = hash.length ^ HASH_BYTES;
  for (let index = 0; index < HASH_BYTES; index++) difference |= at(bytes, start + index) ^ at(hash, index);
  return difference === 0;
}

function twice<Column extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(
  column: Column,
): Column {
  const larger = new (column.constructor as new (length: number) => Column)(column.length * 2);
  larger.set(column);
  return larger;
}
