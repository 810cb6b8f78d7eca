import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Context } from "#lib/kernel/context.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** What a use case may need of the request besides its input. */
export interface RequestFacts {
  /** The operation's own, or HEAD where that is GET. */
  method: string;
  headers: Headers;
  url: URL;
  remoteAddress: string | null;
  /** By which origin callers are told to come: for absolute addresses in answers. */
  origin: string;
  signal: AbortSignal;
  /** The raw body; only for operations with `rawBody`. Throws TOO_LARGE while reading beyond the limit. */
  readBytes(limitBytes: number): Promise<Buffer>;
  /** The raw body as it comes in, for what is too large to be held; instead of `readBytes`. */
  openBody: () => Readable;
  /** The same as the platform's own stream; null where there is none. */
  webBody: () => ReadableStream<Uint8Array> | null;
}

/**
 * One thing that callers can do: the single description from which the route, the OpenAPI document and the tests that
 * cover every route are made. The schemas document; the use case itself checks its input.
 */
export interface Operation {
  /** Unique, camelCase, the use case's verb: pauseRollout. */
  id: string;
  method: Method;
  /** With parameters in braces: /api/v1/rollouts/{rolloutId}/pause */
  path: string;
  /** The heading in the documentation. */
  tag: string;
  summary: string;
  description?: string;
  /** Who may call: people and programs, a device with its own token, all of them and those who name nobody, or anybody. */
  auth: "user" | "device" | "client" | "none";
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  /** Of a success: 200 unless said. */
  status?: number;
  /** Media type of a success: JSON unless said. */
  produces?: string;
  /** What else is no problem, by status: a 304, say. */
  otherAnswers?: Readonly<Record<number, string>>;
  /** Honors Idempotency-Key. The use case must return what its transaction returns. */
  creates?: boolean;
  /** How large a JSON body may be, where a mebibyte is too little. */
  bodyBytesMax?: number;
  /** The body is not JSON or must be seen byte by byte: `run` reads it through `request.readBytes` or `openBody`. */
  rawBody?: boolean;
  /** Media type of the body: JSON unless said. */
  consumes?: string;
  /** Is not limited per caller and not logged at each call, because devices call it all the time. */
  frequent?: boolean;
  /** `input` is the query, the body and the path parameters in one object; parameters win. */
  run(ctx: Context, input: Record<string, unknown>, request: RequestFacts): Promise<unknown>;
}

export function defineOperation(operation: Operation): Operation {
  return operation;
}
