import { DomainError } from "#lib/kernel/errors.ts";
import { parseJson } from "#lib/kernel/json.ts";

const BODY_LIMIT_BYTES = 1_048_576;

/** Reads a body of at most `limitBytes`. Counts while reading, so that a wrong Content-Length deceives nobody. */
export async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
  }
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

/** Reads a JSON object; no body counts as an empty one. */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, BODY_LIMIT_BYTES);
  if (bytes.length === 0) return {};
  requireJsonType(request.headers.get("content-type"));
  const value = parseJson(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DomainError("INVALID_INPUT", "The body must be a JSON object: { … }.");
  }
  refuseUnstorable(value);
  return value as Record<string, unknown>;
}

/** Refuses texts that no column can hold and no form means, in keys and values: with NUL, or half a surrogate pair. */
export function refuseUnstorable(value: unknown): void {
  if (typeof value === "string") refuseText(value);
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseText(key);
    refuseUnstorable(item);
  }
}

function refuseText(text: string): void {
  if (!text.includes("\0") && text.isWellFormed()) return;
  throw new DomainError("INVALID_INPUT", "A text in the request holds a NUL or half of a surrogate pair. Remove it.");
}

function requireJsonType(header: string | null): void {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) return;
  throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body as Content-Type: application/json.");
}

function tooLarge(limitBytes: number): DomainError {
  return new DomainError("TOO_LARGE", `The body is larger than ${limitBytes.toLocaleString("en")} bytes.`);
}
