import type { FastifyReply, FastifyRequest } from "fastify";
import { openDownload, type DownloadableFile } from "#lib/artifacts/download.ts";
import { readConditions } from "#lib/artifacts/rules/range.ts";
import { countAnswer } from "#lib/cdn/count-downloads.ts";
import { readHeader } from "#lib/gateway/caller.ts";
import { hawkbitMediaType } from "#lib/gateway/hawkbit-request.ts";
import type { TaggedBody } from "#lib/gateway/quiet-bodies.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import type { Context } from "#lib/kernel/context.ts";
import { entityTagOf, hasAlready } from "#lib/wire/entity-tag.ts";

/** Sends JSON, or 304 where the caller has it already. */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, { body, etag }: TaggedBody): FastifyReply {
  reply.header("etag", etag).header("cache-control", "private, no-cache");
  if (hasAlready(request.headers["if-none-match"], etag)) return reply.code(304).send();
  return reply.header("content-type", "application/json; charset=utf-8").send(body);
}

/** Sends what hawkBit's interfaces answer. */
export async function sendHawkbit(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: HawkbitAnswer,
  ctx: Context,
): Promise<FastifyReply> {
  reply.headers(answer.headers ?? {});
  if (answer.file) return sendFile(request, reply, answer.file, ctx);
  reply.code(answer.status).header("cache-control", "private, no-cache");
  if (answer.text !== undefined) return reply.send(answer.text);
  if (answer.json === undefined) return reply.header("content-length", "0").send();
  const body = JSON.stringify(answer.json);
  const etag = answer.etag ?? entityTagOf(body);
  reply.header("etag", etag);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && answer.status === 200 && hasAlready(request.headers["if-none-match"], etag)) {
    return reply.code(304).send();
  }
  return reply.header("content-type", hawkbitMediaType(request.headers.accept)).send(body);
}

/** Sends a file or a part of it, as fast as the other end takes it and no faster. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: DownloadableFile,
  ctx: Context,
): Promise<FastifyReply> {
  const { method } = request;
  const header = (name: string) => readHeader(request.raw, name);
  const { status, headers, body } = await openDownload(ctx, file, { method, conditions: readConditions(header) });
  countAnswer(ctx, file, { method, header, status, headers });
  // Written by hand: Fastify would take the length off the answer to a HEAD, and count it otherwise for streams.
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(status, { ...plainHeaders(reply), ...headers });
  if (body === null) {
    raw.end();
  } else {
    // A client that goes away in the middle is no fault; the file is closed either way. What cannot be read is cut.
    await body.pourInto(raw).catch((error: unknown) => {
      request.log.debug({ err: error }, "A download was cut.");
      raw.destroy();
    });
  }
  return reply;
}

function plainHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
