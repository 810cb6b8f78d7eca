const HEADER_BYTES = 8;
const BYTES_MAX = 64 * 1024;

/**
 * Reads what a container wrote. Without a terminal the engine sends frames (one byte for the stream, three of zero, four
 * for the length); with one it sends plain text. Only the end of a long output is kept.
 */
export async function readFrames(chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>): Promise<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, typeof chunk === "string" ? Buffer.from(chunk) : chunk]);
  }
  return (isFramed(bytes) ? joinFrames(bytes) : bytes).subarray(-BYTES_MAX).toString("utf8").trim();
}

function isFramed(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.readUInt32BE(0) % 0x01000000 === 0 && (bytes[0] ?? 3) < 3;
}

function joinFrames(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
    at += HEADER_BYTES + length;
  }
  return Buffer.concat(parts);
}
