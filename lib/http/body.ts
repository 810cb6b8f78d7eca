import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseJsonObject, requireJsonType } from "#lib/kernel/json.ts";

const BODY_LIMIT_BYTES = 1_048_576;

/** Reads a body of at most `limitBytes`. Counts while reading, so that a wrong Content-Length deceives nobody. */
export async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  refuseEncoding(request);
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (!request.body) return Buffer.alloc(0);

  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > limitBytes) {
      await reader.cancel();
      throw tooLarge(limitBytes);
    }
    chunks.push(value);
  }
}

/** Opens a body that is read piece by piece, only as fast as its reader takes it. */
export function openBody(request: Request): Readable {
  refuseEncoding(request);
  if (!request.body) return Readable.from([]);
  // The same stream under two names: the browser's types and Node's do not know each other.
  return Readable.fromWeb(request.body as unknown as ReadableStream<Uint8Array>);
}

/** Hands on a body as it came, for those who know the platform's streams. */
export function webBody(request: Request): Request["body"] {
  refuseEncoding(request);
  return request.body;
}

function refuseEncoding(request: Request): void {
  const encoding = request.headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
  }
}

/** Reads a JSON object; no body counts as an empty one. */
export async function readJsonObject(
  request: Request,
  limitBytes = BODY_LIMIT_BYTES,
): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) return {};
  requireJsonType(request.headers.get("content-type"));
  return parseJsonObject(bytes);
}

function tooLarge(limitBytes: number): DomainError {
  return new DomainError("TOO_LARGE", `The body is larger than ${limitBytes.toLocaleString("en")} bytes.`);
}
