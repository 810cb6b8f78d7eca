import { isUtf8 } from "node:buffer";
import { createHash, hash, type Hash } from "node:crypto";
import {
  depthFault,
  LIMITS,
  limitFault,
  readEntryName,
  shorten,
  staysInside,
  type Contents,
  type Entry,
  type Finding,
} from "#lib/diffs/rules/entry.ts";

/** Keeps texts one behind the other. */
export interface TextSink {
  /** Says where it begins. */
  append: (text: Buffer) => number;
}

/** An archive that is not read any further; its message says why. */
export class ArchiveFault extends Error {
  override name = "ArchiveFault";
}

/** What an archive says of one of its files. */
export interface RawEntry {
  name: string;
  mode: number | null;
}

const SNIFFED_BYTES = 8_192;
const PERMISSIONS = 0o7777;

/** Gathers what is in an archive, within the limits. What is odd about it is noted, and never followed or opened. */
export class Collector {
  readonly #entries = new Map<string, Entry>();
  readonly #texts = new Map<string, number>();
  readonly #findings: Finding[] = [];
  readonly #sink: TextSink;
  readonly #packedBytes: number;
  #findingCount = 0;
  #seen = 0;
  #unpackedBytes = 0;
  #textsBytes = 0;

  constructor(sink: TextSink, packedBytes: number) {
    this.#sink = sink;
    this.#packedBytes = packedBytes;
  }

  /** Called for whatever an archive lists, also for what is not kept. Throws ArchiveFault beyond the limits. */
  countEntry(name: string): void {
    this.#seen++;
    this.#check(name);
  }

  /** Called for what was unpacked, as it comes. Throws ArchiveFault beyond the limits. */
  countBytes(bytes: number, name: string): void {
    this.#unpackedBytes += bytes;
    this.#check(name);
  }

  /** Takes a file whose content is there whole and counted. */
  addContent(raw: RawEntry, content: Buffer): void {
    const sha256 = hash("sha256", content);
    const textAt = isText(content) ? this.#keepText(sha256, content) : undefined;
    const kind = textAt !== undefined || isText(content) ? "text" : "binary";
    this.#add(raw, { kind, size: content.length, sha256, ...(textAt !== undefined && { textAt }) });
  }

  /** Takes a file as it comes; one that is too large to be shown is hashed only. */
  async addStream(raw: RawEntry, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    let size = 0;
    let hashing: Hash | null = null;
    for await (const part of stream) {
      this.countBytes(part.byteLength, raw.name);
      size += part.byteLength;
      if (hashing) hashing.update(part);
      else parts.push(part);
      if (!hashing && size > LIMITS.textBytes) {
        hashing = createHash("sha256");
        for (const early of parts.splice(0)) hashing.update(early);
      }
    }
    if (hashing) this.#add(raw, { kind: "binary", size, sha256: hashing.digest("hex") });
    else
      this.addContent(
        raw,
        parts.length === 1 && parts[0]
          ? Buffer.from(parts[0].buffer, parts[0].byteOffset, parts[0].byteLength)
          : Buffer.concat(parts),
      );
  }

  /** Notes a link, which is compared by where it points to and never followed. */
  addLink(raw: RawEntry, target: string, isHard: boolean): void {
    // A hard link names a place in the archive, a symbolic one a place beside itself.
    const isInside = isHard ? "path" in readEntryName(target) : staysInside(raw.name, target);
    if (!isInside) this.note("linkOut", raw.name, `is a link that leads out of the archive, to ${shorten(target)}`);
    this.#add(raw, { kind: "link", size: 0, sha256: hash("sha256", target), target });
  }

  note(kind: Finding["kind"], name: string, sentence: string): void {
    this.#findingCount++;
    if (this.#findings.length >= LIMITS.findings) return;
    const path = shorten(name);
    this.#findings.push({ kind, path, sentence: `${path}: ${sentence}.` });
  }

  finish(format: Contents["format"]): Contents {
    const entries = [...this.#entries.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
    return { format, entries, findings: this.#findings, findingCount: this.#findingCount, unreadable: null };
  }

  #check(path: string): void {
    const fault = limitFault({
      entries: this.#seen,
      unpackedBytes: this.#unpackedBytes,
      packedBytes: this.#packedBytes,
      path,
    });
    if (fault !== null) throw new ArchiveFault(fault);
  }

  #keepText(sha256: string, text: Buffer): number | undefined {
    const kept = this.#texts.get(sha256);
    if (kept !== undefined) return kept;
    if (this.#textsBytes + text.length > LIMITS.textsBytes) return undefined;
    this.#textsBytes += text.length;
    const at = this.#sink.append(text);
    this.#texts.set(sha256, at);
    return at;
  }

  #add({ name, mode }: RawEntry, content: Omit<Entry, "path" | "mode">): void {
    const read = readEntryName(name);
    const fault = "fault" in read ? read.fault : depthFault(read.path);
    const path = "path" in read && fault === null ? read.path : shorten(name);
    const entry: Entry = { path, mode: mode === null ? null : mode & PERMISSIONS, ...content };
    if (fault !== null) {
      this.note("fault" in read ? "outside" : "deep", name, `${fault}, so it is not opened`);
      delete entry.textAt;
      this.#entries.set(path, { ...entry, kind: "unsafe" });
      return;
    }
    if (this.#entries.has(path))
      this.note("duplicate", name, "stands in the archive more than once; the last one counts");
    this.#entries.set(path, entry);
  }
}

/** UTF-8 without null characters; only the beginning of a file has those where it is a binary one. */
export function isText(content: Buffer): boolean {
  return !content.subarray(0, SNIFFED_BYTES).includes(0) && isUtf8(content);
}
