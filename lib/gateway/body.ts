import type { IncomingMessage } from "node:http";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseJson, parseJsonObject, requireJsonType } from "#lib/kernel/json.ts";

/** What a device has to say fits in here; who sends more means something else. */
const BODY_BYTES_MAX = 64 * 1024;

/** Reads a report's JSON object. No body counts as an empty one. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  requireJsonType(request.headers["content-type"]);
  return parseJsonObject(bytes);
}

/** Reads whatever JSON there is; its texts may hold what no column can. */
export async function readJson(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<unknown> {
  const bytes = await readBytes(request, bytesMax);
  requireJsonType(request.headers["content-type"]);
  return parseJson(bytes);
}

async function readBytes(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<Buffer> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.");
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Counted while reading, so that a wrong Content-Length deceives nobody.
  try {
    // A request that is destroyed reads nothing more: its connection would be stuck with the rest of the body.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new DomainError("INVALID_INPUT", "The body ends in the middle.", { cause: error });
  }
  if (size > bytesMax) {
    // Many senders read no answer before they have sent everything, so the rest is taken and dropped.
    request.resume();
    throw tooLarge(bytesMax);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function tooLarge(bytesMax: number): DomainError {
  return new DomainError("TOO_LARGE", `The body is larger than ${bytesMax.toLocaleString("en")} bytes.`);
}
