import { sha256 } from "#lib/kernel/crypto.ts";

/** 128 bits of the hash: two states of one device never meet in it. */
const TAG_BYTES = 16;

/** Answers with JSON and an ETag made from its content, or with 304 where the caller has it already. */
export function conditionalJson(value: unknown, requestHeaders: Headers): Response {
  const body = JSON.stringify(value);
  const etag = `"${sha256(body).subarray(0, TAG_BYTES).toString("base64url")}"`;
  const headers = { etag, "cache-control": "private, no-cache" };
  if (matches(requestHeaders.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
}

/** Compares weakly, as If-None-Match demands: a proxy may have marked our tag as weak. */
function matches(given: string | null, etag: string): boolean {
  if (given === null) return false;
  return given.split(",").some((item) => item.trim() === "*" || item.trim().replace(/^W\//, "") === etag);
}
