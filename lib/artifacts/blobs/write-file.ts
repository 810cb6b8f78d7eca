import type { FileHandle } from "node:fs/promises";

/** Enough that the trips to the disk cost little, and little enough to be held by many uploads at once. */
const GATHERED_BYTES = 1_048_576;

/**
 * Writes a stream into a file from a place on, in large pieces, the next being gathered while the last is written.
 * `pass` sees each chunk first and may throw. Answers the place behind the last byte. Where the stream breaks, what had
 * come is written before the error is thrown on.
 */
export async function writeStream(
  handle: FileHandle,
  stream: AsyncIterable<Uint8Array>,
  { offset, pass }: { offset: number; pass: (chunk: Uint8Array) => Promise<void> | void },
): Promise<number> {
  let position = offset;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let writing: Promise<void> = Promise.resolve();

  const flush = async () => {
    const chunks = gathered;
    gathered = [];
    await writing;
    writing = writeAll(handle, chunks, position);
    // It may fail while the next is gathered; it is awaited after that.
    writing.catch(() => undefined);
    position += gatheredBytes;
    gatheredBytes = 0;
  };

  try {
    for await (const chunk of stream) {
      await pass(chunk);
      gathered.push(chunk);
      gatheredBytes += chunk.byteLength;
      if (gatheredBytes >= GATHERED_BYTES) await flush();
    }
  } finally {
    await flush();
    await writing;
  }
  return position;
}

/** One write may take less than it was given. */
async function writeAll(handle: FileHandle, chunks: Uint8Array[], offset: number): Promise<void> {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (bytes === 0) return;
  const { bytesWritten } = await handle.writev(chunks, offset);
  if (bytesWritten === bytes) return;
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let written = 0; written < rest.length;) {
    const result = await handle.write(rest, written, rest.length - written, offset + bytesWritten + written);
    written += result.bytesWritten;
  }
}
