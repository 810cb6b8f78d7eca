import type { Readable, Writable } from "node:stream";
import type { ContentCheck } from "#lib/artifacts/blobs/checked.ts";

/** What a content is known by. Lower-case hex, and bytes. */
export interface Content {
  sha256: string;
  sha1: string;
  md5: string;
  size: number;
}

/** A content that has arrived whole and is not yet part of the store. One of the two must be called in the end. */
export interface StagedContent extends Content {
  /** Its first bytes, which tell what it is. */
  head: Uint8Array;
  /** Makes it part of the store; where the same content is there already, that one stays. May be called again. */
  keep(): Promise<void>;
  /** Drops what was staged. What was kept stays. */
  discard(): Promise<void>;
}

/** Both ends count. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A content that is open; one of the two must be called. */
export interface OpenContent {
  stream(check?: ContentCheck | null): Readable;
  /** Writes all of it to somebody, as fast as they take it, and ends that. Rejects where they go away. */
  pourInto(sink: Writable, check?: ContentCheck | null): Promise<void>;
}

/** Keeps contents under their SHA-256, each once. Nothing that is not whole can ever be opened. */
export interface BlobStore {
  /** Takes a stream in. Throws TOO_LARGE beyond `sizeMax`, and UNAVAILABLE where there is no room. */
  stage(stream: AsyncIterable<Uint8Array>, sizeMax: number): Promise<StagedContent>;
  /** Throws NOT_FOUND where the store does not have it. */
  open(sha256: string, range?: ByteRange): Promise<Readable>;
  /** The same for those who choose how they take it. */
  openContent(sha256: string, range: ByteRange): Promise<OpenContent>;
  /** Forgets a content; nothing happens where it is not there. */
  remove(sha256: string): Promise<void>;
  /** Takes a damaged content out, so that it cannot be opened any more and can still be looked at. */
  setAside(sha256: string): Promise<void>;
  /** Lists the contents that came before a time, in pieces. */
  listOlderThan(before: Date): AsyncIterable<string[]>;
  /** Drops what was staged before a time and never finished, as by a kill. */
  dropStagedBefore(before: Date): Promise<number>;
  /** How many bytes of a content there are; null where the store does not have it. */
  sizeOf(sha256: string): Promise<number | null>;
  /** Where it keeps a content, as the database notes it. */
  pathOf(sha256: string): string;
  /** Contents that arrive over several requests. */
  pieces: PieceStore;
}

/** Keeps what has arrived of contents that come in pieces, each under the id of its upload, a UUID. */
export interface PieceStore {
  /** How many bytes have arrived; 0 where nothing has. */
  sizeOf(id: string): Promise<number>;
  /** Adds a piece behind what is there. Where the stream breaks, as much as possible of what had come stays. */
  append(id: string, offset: number, stream: AsyncIterable<Uint8Array>): Promise<number>;
  /** Takes everything that has arrived as one content. The pieces stay until they are dropped. */
  gather(id: string): Promise<StagedContent>;
  /** Forgets what has arrived; nothing happens where nothing is there. */
  drop(id: string): Promise<void>;
  /** Drops what was last added to before a time. */
  dropBefore(before: Date): Promise<number>;
}
