import type { IncomingHttpHeaders } from "node:http";
import { Agent, buildConnector, errors, request, type Dispatcher } from "undici";
import type { Config } from "#lib/kernel/config.ts";
import { inInnerSpan, traceHeaders, type SpanWish } from "#lib/kernel/tracing.ts";
import { checkLiteral, guardedLookup, RefusedAddress, type Guard } from "#lib/outbound/guard.ts";
import type { Reach } from "#lib/outbound/rules/address.ts";

const TIMEOUT_MILLIS = 10_000;
const RESPONSE_BYTES_MAX = 1024 * 1024;
const REDIRECTS_MAX = 3;
const CONNECTIONS_PER_HOST = 8;
const DEEDS: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface OutboundRequest {
  url: string;
  /** PURGE and BAN are what caches are told to forget with. */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "PURGE" | "BAN";
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** `named` only for a host that an operator has named; it holds for that host and for no redirect elsewhere. */
  reach?: Reach;
  timeoutMillis?: number;
  responseBytesMax?: number;
  /** How many redirects are followed: 3 unless said. */
  redirectsMax?: number;
  /** `answer`: a redirect is an answer like any other, and led nowhere. */
  redirect?: "follow" | "answer";
  /**
   * `beginning`: for whom the status says it all. Of a body that is too large, or compressed, only the beginning is kept,
   * or nothing.
   */
  wantedBody?: "whole" | "beginning";
  /** Breaks the call off. */
  signal?: AbortSignal;
  /**
   * Opens a connection for this call alone, since one that was left open may break just when it is taken again, and
   * nobody can tell that from a refusal. So it is for POST, PUT, PATCH and DELETE, which must not be tried twice.
   */
  freshConnection?: boolean;
}

/** What came of a call. Trouble on the way is an outcome, since the caller must decide what it means. */
export type OutboundOutcome =
  | { kind: "answer"; status: number; headers: IncomingHttpHeaders; body: Buffer; url: string }
  | { kind: "refused"; reason: string }
  | { kind: "tooLarge"; reason: string }
  | { kind: "unreachable"; reason: string };

/**
 * Makes one HTTP call that cannot be talked into reaching an address it should not: every connection is judged, also
 * after a redirect. Credentials and bodies stay with the host they were meant for. Never throws for what the other side
 * does.
 */
export async function guardedFetch(
  config: Pick<Config, "outboundAllow">,
  wanted: OutboundRequest,
): Promise<OutboundOutcome> {
  const timeoutMillis = wanted.timeoutMillis ?? TIMEOUT_MILLIS;
  // One limit for the whole call, so that slow redirects do not add up.
  const timeout = AbortSignal.timeout(timeoutMillis);
  const signal = wanted.signal === undefined ? timeout : AbortSignal.any([timeout, wanted.signal]);
  try {
    return await inInnerSpan(spanOf(wanted), async (span) => {
      const headers = { ...wanted.headers, ...traceHeaders() };
      const outcome = await followRedirects(config, { ...wanted, headers }, signal);
      if (outcome.kind === "answer") span.note({ "http.response.status_code": outcome.status });
      return outcome;
    });
  } catch (error) {
    if (error instanceof RefusedAddress) return { kind: "refused", reason: error.message };
    if (error instanceof ResponseTooLarge) return { kind: "tooLarge", reason: error.message };
    return { kind: "unreachable", reason: tellTrouble(error, timeoutMillis) };
  }
}

/** Host and port alone: the address of a webhook is a secret to many services. */
function spanOf({ url, method = "GET" }: OutboundRequest): SpanWish {
  const { hostname, port } = URL.parse(url) ?? { hostname: "", port: "" };
  const facts = {
    "http.request.method": method,
    "server.address": hostname,
    ...(port && { "server.port": Number(port) }),
  };
  return { name: method, kind: "client", facts };
}

async function followRedirects(
  config: Pick<Config, "outboundAllow">,
  wanted: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundOutcome> {
  const start = checkUrl(wanted.url);
  const redirectsMax = wanted.redirectsMax ?? REDIRECTS_MAX;
  let hop: Hop = { url: start, method: wanted.method ?? "GET", body: wanted.body ?? null };
  for (let redirects = 0; ; redirects++) {
    const isNamedHost = hop.url.host === start.host;
    const guard: Guard = { reach: isNamedHost ? (wanted.reach ?? "public") : "public", allow: config.outboundAllow };
    const response = await request(hop.url, {
      method: hop.method,
      headers: { ...headersFor(wanted.headers, isNamedHost, hop), "accept-encoding": "identity" },
      body: hop.body,
      dispatcher: agentFor(guard, wanted.freshConnection ?? isDeed(hop.method)),
      signal,
    });
    const location = response.headers.location;
    const isRedirect = REDIRECT_STATUSES.has(response.statusCode) && typeof location === "string";
    if (!isRedirect || wanted.redirect === "answer") {
      const bytesMax = wanted.responseBytesMax ?? RESPONSE_BYTES_MAX;
      return await readAnswer(response, hop.url, bytesMax, wanted.wantedBody === "beginning");
    }
    await response.body.dump();
    if (redirects === redirectsMax) throw new RefusedAddress(`More than ${redirectsMax} redirects.`);
    hop = nextHop(hop, response.statusCode, location);
  }
}

interface Hop {
  url: URL;
  method: NonNullable<OutboundRequest["method"]>;
  body: string | Uint8Array | null;
}

/** Reads a redirect as browsers do, and refuses one that would carry a body or a deed to another host. */
function nextHop(from: Hop, status: number, location: string): Hop {
  const url = nextUrl(from.url, location);
  if (!isDeed(from.method)) return { ...from, url };
  if (status === 303 || (from.method === "POST" && status < 303)) return { url, method: "GET", body: null };
  if (url.host === from.url.host) return { ...from, url };
  throw new RefusedAddress(`A redirect of a ${from.method} to another host is not followed.`);
}

/** Whatever changes something there, and must not be done twice or elsewhere by accident. */
function isDeed(method: Hop["method"]): boolean {
  return DEEDS.has(method);
}

function nextUrl(from: URL, location: string): URL {
  const next = checkUrl(location, from);
  if (from.protocol === "https:" && next.protocol !== "https:") {
    throw new RefusedAddress("A redirect from https to plain http is not followed.");
  }
  return next;
}

function checkUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new RefusedAddress("Only http and https addresses can be called.");
  }
  if (url.username || url.password) throw new RefusedAddress("An address must not hold a user name or password.");
  return url;
}

/** All that another host gets to see. Whatever else is sent may be a credential, whatever it is called. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set(["accept", "accept-language", "range", "user-agent"]);

function headersFor(
  headers: Record<string, string> | undefined,
  isNamedHost: boolean,
  { body }: Hop,
): Record<string, string> {
  const all = Object.entries(headers ?? {}).filter(
    ([name]) => body !== null || !name.toLowerCase().startsWith("content-"),
  );
  return Object.fromEntries(isNamedHost ? all : all.filter(([name]) => HARMLESS_HEADERS.has(name.toLowerCase())));
}

class ResponseTooLarge extends Error {}

async function readAnswer(
  response: Dispatcher.ResponseData,
  url: URL,
  bytesMax: number,
  isBeginningEnough: boolean,
): Promise<OutboundOutcome> {
  const { statusCode: status, headers } = response;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    // Unpacking what nobody asked for invites bombs, and a digest over packed bytes would be the wrong one.
    await response.body.dump();
    if (isBeginningEnough) return { kind: "answer", status, headers, body: Buffer.alloc(0), url: url.href };
    return { kind: "unreachable", reason: "The answer is compressed although that was not asked for." };
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bytesMax) {
      response.body.destroy();
      if (isBeginningEnough) break;
      throw new ResponseTooLarge(`The answer is larger than ${bytesMax} bytes.`);
    }
    chunks.push(chunk);
  }
  return { kind: "answer", status, headers, body: Buffer.concat(chunks), url: url.href };
}

function tellTrouble(error: unknown, timeoutMillis: number): string {
  if (!(error instanceof Error)) return "The call failed.";
  if (error.name === "AbortError") return "The call was broken off.";
  if (error.name === "TimeoutError" || error instanceof errors.ConnectTimeoutError) {
    return `No answer within ${timeoutMillis / 1000} seconds.`;
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ECONNREFUSED") return "The connection was refused.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "The name could not be resolved.";
  if (code === "ECONNRESET" || error instanceof errors.SocketError)
    return "The connection was closed before the answer.";
  return code?.includes("CERT") || code?.startsWith("ERR_TLS")
    ? `The certificate was not accepted (${code}).`
    : `The call failed (${code ?? error.name}).`;
}

const agents = new Map<string, Agent>();

/** One pool per guard: a connection that was opened for a named host is never lent to a public call. */
function agentFor(guard: Guard, isFresh: boolean): Agent {
  const key = JSON.stringify([guard.reach, guard.allow, isFresh]);
  let agent = agents.get(key);
  if (!agent) {
    agent = new Agent({
      connect: guardedConnector(guard),
      connections: CONNECTIONS_PER_HOST,
      // undici's way to say that a connection is closed after its call.
      ...(isFresh && { pipelining: 0 }),
      maxHeaderSize: 64 * 1024,
    });
    agents.set(key, agent);
  }
  return agent;
}

function guardedConnector(guard: Guard): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(guard), timeout: TIMEOUT_MILLIS });
  return (options, callback) => {
    try {
      // A literal address is never looked up, so the lookup alone would let it through.
      checkLiteral(options.hostname, guard);
    } catch (error) {
      return callback(error as Error, null);
    }
    connect(options, callback);
  };
}
