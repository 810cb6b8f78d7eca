/** How does an event stand in an exported file, so that its hash can be checked without reading JSON? */
import { hash as digest } from "node:crypto";
import { contentOf, type ChainedEvent } from "#lib/events/chain.ts";

/** An event as it is kept: with its place in the chain, in hex. */
export interface StoredEvent extends ChainedEvent {
  previousHash: string;
  hash: string;
}

/** `,"hash":"<64>","previousHash":"<64>"}` behind the content that the hash covers, whose brace it closes. */
const TAIL = /^,"hash":"([0-9a-f]{64})","previousHash":"([0-9a-f]{64})"\}$/;
const TAIL_BYTES = 157;
const HASH_BYTES = 32;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACE = 0x7b;
const SEQ = Buffer.from(',"seq":');

/** One line of JSON: the canonical content of the event, then its hashes. Without the end of line. */
export function toLine(event: StoredEvent): string {
  const { previousHash, hash } = event;
  return `${contentOf(event).slice(0, -1)},"hash":"${hash}","previousHash":"${previousHash}"}`;
}

/** A link of the chain as a check sees it: what it says of itself, and what its content really gives. */
export interface Link {
  seq: number;
  previousHash: string;
  hash: string;
  computedHash: string;
}

export function linkOf(event: StoredEvent): Link {
  const { previousHash, hash } = event;
  const content = contentOf(event);
  reserve(3 * content.length);
  const size = scratch.write(content, HASH_BYTES, "utf8") - 1;
  return { seq: event.seq, previousHash, hash, computedHash: hashScratch(previousHash, size) };
}

/**
 * Reads one line, as bytes. Null for anything but a line exactly as `toLine` writes it: other spellings of the same JSON
 * are refused, since readers differ in what they make of them.
 */
export function readLine(line: Buffer): Link | null {
  const size = line.length - TAIL_BYTES;
  if (size < 2 || line[0] !== OPENING_BRACE) return null;
  const [, hash, previousHash] = TAIL.exec(line.toString("latin1", size)) ?? [];
  const seq = readSeq(line, size);
  if (hash === undefined || previousHash === undefined || seq === null) return null;
  reserve(size);
  line.copy(scratch, HASH_BYTES, 0, size);
  return { seq, previousHash, hash, computedHash: hashScratch(previousHash, size) };
}

/** Behind the number stand only the subject and the type; and inside of a text no quote follows a bare comma. */
function readSeq(line: Buffer, size: number): number | null {
  const at = line.lastIndexOf(SEQ, size);
  if (at < 0) return null;
  const digits = line.toString("latin1", at + SEQ.length, Math.min(size, at + SEQ.length + 17));
  const seq = Number.parseInt(digits, 10);
  return Number.isSafeInteger(seq) && digits.startsWith(`${seq},`) ? seq : null;
}

/** Previous hash, then content. It grows to the longest seen; a check runs without waiting in between: one is enough. */
let scratch = Buffer.allocUnsafe(16_384);

function reserve(size: number): void {
  if (scratch.length < HASH_BYTES + size + 1) scratch = Buffer.allocUnsafe(2 * (HASH_BYTES + size + 1));
}

/** SHA-256 over the previous hash, the content in the scratch up to its closing brace, and that brace. */
function hashScratch(previousHash: string, size: number): string {
  scratch.write(previousHash, 0, HASH_BYTES, "hex");
  scratch[HASH_BYTES + size] = CLOSING_BRACE;
  return digest("sha256", scratch.subarray(0, HASH_BYTES + size + 1), "hex");
}
