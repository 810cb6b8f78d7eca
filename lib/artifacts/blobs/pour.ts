import type { FileHandle } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { ByteRange } from "#lib/artifacts/blobs/blob-store.ts";
import type { ContentCheck } from "#lib/artifacts/blobs/checked.ts";

/** Large pieces: each costs a trip to the thread pool and one to the kernel. Where many download at once, smaller ones. */
const PIECE_BYTES_MAX = 1024 * 1024;
const PIECE_BYTES_MIN = 32 * 1024;
/** What all downloads together may hold, as far as that goes with the smallest pieces. */
const HELD_BYTES = 48 * 1024 * 1024;
/** Memory for large pieces is used again by the next download; making it anew costs more than the reading. */
const SPARE_MAX = 20;

const spare: Buffer[] = [];
let underWay = 0;

/**
 * Writes a part of a file to somebody, the next piece being read while the last one is taken, so that two pieces are all
 * that is ever held. Rejects where the other end goes away. Closes the file in any case.
 */
export async function pourFile(
  handle: FileHandle,
  { start, end }: ByteRange,
  { sink, check }: { sink: Writable; check: ContentCheck | null },
): Promise<void> {
  underWay++;
  const size = pieceSize(underWay);
  const pieces = [takePiece(size), takePiece(size)] as const;
  const isGone = watch(sink);
  let taken: Promise<void> = Promise.resolve();
  try {
    for (let position = start, turn = 0; position <= end; turn ^= 1) {
      const piece = pieces[turn === 0 ? 0 : 1];
      const { bytesRead } = await handle.read(piece, 0, Math.min(size, end - position + 1), position);
      if (bytesRead === 0) throw new Error("The file is shorter than it was.");
      position += bytesRead;
      check?.update(piece.subarray(0, bytesRead));
      if (position > end) await check?.end();
      await Promise.race([taken, isGone]);
      taken = write(sink, piece.subarray(0, bytesRead));
      // It may fail while the next piece is read; it is awaited after that.
      taken.catch(() => undefined);
    }
    await Promise.race([taken, isGone]);
    sink.end();
    if (size === PIECE_BYTES_MAX) spare.push(...pieces.slice(0, Math.max(0, SPARE_MAX - spare.length)));
  } finally {
    // Whoever still holds a piece of a cut download keeps it; it is not used again.
    underWay--;
    await handle.close();
  }
}

function pieceSize(downloads: number): number {
  return Math.max(PIECE_BYTES_MIN, Math.min(PIECE_BYTES_MAX, Math.floor(HELD_BYTES / (2 * downloads))));
}

function takePiece(size: number): Buffer {
  return (size === PIECE_BYTES_MAX ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(size);
}

/** Resolves when the piece has left our memory, so that the piece may be filled anew. */
function write(sink: Writable, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    sink.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

/** Rejects when the other end goes away, which ends no write by itself. */
function watch(sink: Writable): Promise<never> {
  const isGone = new Promise<never>((_resolve, reject) => {
    sink.once("close", () => reject(new Error("The other end went away.")));
    sink.once("error", reject);
  });
  isGone.catch(() => undefined);
  return isGone;
}
