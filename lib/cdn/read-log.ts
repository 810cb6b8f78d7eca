import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { LOG_PIECE_BYTES_MAX } from "#lib/cdn/rules/tally.ts";

/** A first line is not longer; what is, is no access log. */
const FIRST_LINE_BYTES_MAX = 64 * 1_024;

/** A log is known by its first line, since its name changes when it is rotated. Null while that line is not whole. */
export async function fingerprintOf(log: FileHandle): Promise<string | null> {
  const { buffer, bytesRead } = await log.read(Buffer.alloc(FIRST_LINE_BYTES_MAX), 0, FIRST_LINE_BYTES_MAX, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  return end === -1 ? null : createHash("sha256").update(buffer.subarray(0, end)).digest("hex");
}

/** Reads as much as is taken at once. */
export async function readPiece(log: FileHandle, offset: number): Promise<Buffer> {
  const { buffer, bytesRead } = await log.read(Buffer.alloc(LOG_PIECE_BYTES_MAX), 0, LOG_PIECE_BYTES_MAX, offset);
  return buffer.subarray(0, bytesRead);
}
