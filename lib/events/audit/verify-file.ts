import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { TrustedKeys } from "#lib/events/audit/keys.ts";
import { readLine } from "#lib/events/audit/line.ts";
import { ChainWalk } from "#lib/events/audit/walk.ts";
import type { Verdict } from "#lib/events/rules/verdict.ts";

/** A single event is at most some megabytes; a line without an end must not fill the memory. */
const LINE_BYTES_MAX = 64 * 1_048_576;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

export interface FileCheck {
  /** Of exported files, one behind the other. */
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  checkpoints: Iterable<Checkpoint>;
  trusted: TrustedKeys;
  onProgress?: (events: number) => void;
}

/** Checks an exported log as it is read. It needs nothing but the file, checkpoints and public keys: no server. */
export async function verifyFile({ chunks, checkpoints, trusted, onProgress }: FileCheck): Promise<Verdict> {
  const walk = new ChainWalk(null, checkpoints, trusted);
  let rest: Buffer = NOTHING;
  let lines = 0;
  for await (const chunk of chunks) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const text = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, from)) {
      walk.step(readLine(text.subarray(from, end)), ++lines);
      from = end + 1;
    }
    // Copied, since whoever reads the file may use the memory again.
    rest = Buffer.from(text.subarray(from));
    if (rest.length > LINE_BYTES_MAX) break;
    onProgress?.(lines);
  }
  if (rest.length > 0) walk.step(rest.length > LINE_BYTES_MAX ? null : readLine(rest), ++lines);
  return walk.finish();
}
