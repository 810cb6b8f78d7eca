import { entityTagOf, hasAlready } from "#lib/wire/entity-tag.ts";

/** Answers with JSON and an ETag made from its content, or with 304 where the caller has it already. */
export function conditionalJson(value: unknown, requestHeaders: Headers): Response {
  const body = JSON.stringify(value);
  const etag = entityTagOf(body);
  const headers = { etag, "cache-control": "private, no-cache" };
  if (hasAlready(requestHeaders.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
}
