import { sha256 } from "#lib/kernel/crypto.ts";
import { refuseUnstorable } from "#lib/kernel/json.ts";
import { canonicalJson } from "#lib/events/chain.ts";
import { AlreadyAnswered } from "#lib/database/idempotency.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getRuntime, makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { inInnerSpan, inSpan } from "#lib/kernel/tracing.ts";
import { authenticate } from "#lib/http/authenticate.ts";
import { requireBearing } from "#lib/http/bearing.ts";
import { openBody, readBytes, readJsonObject, webBody } from "#lib/http/body.ts";
import { limitCaller } from "#lib/http/limits.ts";
import { observeRequest } from "#lib/wire/metrics.ts";
import type { Operation, RequestFacts } from "#lib/http/operation.ts";
import { logProblem, toDomainError, toProblemResponse } from "#lib/wire/problem.ts";
import { originOf, remoteAddressOf } from "#lib/http/remote-address.ts";

/** What Next hands to a route handler besides the request. */
interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>;
}

type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

/** Turns an operation into a route handler. Everything that all routes share happens here and only here. */
export function serve(operation: Operation): RouteHandler {
  return async (request, { params }) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    const full = await answerTraced(operation, request, await params, requestId);
    const response = request.method === "HEAD" ? await withoutBody(full) : full;
    response.headers.set("x-request-id", requestId);
    observeRequest(operation.id, request.method, response.status, (performance.now() - startedAt) / 1000);
    return response;
  };
}

/** The span has the route's template: an address may hold what opens something. */
function answerTraced(
  operation: Operation,
  request: Request,
  params: Record<string, string | string[] | undefined>,
  requestId: string,
): Promise<Response> {
  const { id, path } = operation;
  const facts = { "http.request.method": request.method, "http.route": path, "slipway.operation": id };
  const wish = { name: `${request.method} ${path}`, kind: "server", facts } as const;
  return inSpan({ ...wish, traceparent: request.headers.get("traceparent") }, async (span) => {
    const response = await answer(operation, request, params, requestId);
    span.note({ "http.response.status_code": response.status, "slipway.request_id": requestId });
    if (response.status >= 500) span.fail(String(response.status));
    return response;
  });
}

/** Nobody reads the body of a HEAD, so one that goes on for ever must be ended here. */
async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

async function answer(
  operation: Operation,
  request: Request,
  params: Record<string, string | string[] | undefined>,
  requestId: string,
): Promise<Response> {
  const runtime = getRuntime();
  try {
    const ctx = await identify(runtime, operation, request, params, requestId);
    await limitCaller(ctx, operation.frequent ?? false, request);
    const input = await readInput(operation, request, params);
    await requireBearing(ctx, operation.id, input);
    const result = await inInnerSpan({ name: operation.id, kind: "internal" }, () =>
      operation.run(withIdempotency(ctx, operation, request, input), input, factsOf(ctx, request)),
    );
    return result instanceof Response ? result : toJsonResponse(result, operation.status ?? 200);
  } catch (error) {
    if (error instanceof AlreadyAnswered) return toJsonResponse(error.answer, operation.status ?? 200);
    const problem = toDomainError(error);
    logProblem(runtime.log, problem, { requestId, operation: operation.id });
    return toProblemResponse(problem, requestId);
  }
}

/** Who calls. A wrong credential counts against its address, so that tokens cannot be guessed in bulk. */
async function identify(
  runtime: Runtime,
  operation: Operation,
  request: Request,
  params: Record<string, string | string[] | undefined>,
  requestId: string,
): Promise<Context> {
  try {
    return makeContext(runtime, await authenticate(runtime, operation, request, params), requestId);
  } catch (error) {
    const isGuess = error instanceof DomainError && error.code === "UNAUTHENTICATED";
    if (isGuess) await limitCaller(makeContext(runtime, { kind: "anonymous" }, requestId), false, request);
    throw error;
  }
}

async function readInput(
  operation: Operation,
  request: Request,
  params: Record<string, string | string[] | undefined>,
): Promise<Record<string, unknown>> {
  const query = readQuery(new URL(request.url));
  const hasJsonBody = !operation.rawBody && request.method !== "GET" && request.method !== "HEAD";
  const body = hasJsonBody ? await readJsonObject(request, operation.bodyBytesMax) : {};
  refuseUnstorable([query, params]);
  return { ...query, ...body, ...params };
}

/** A parameter given twice is refused rather than guessed at. */
function readQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) {
      throw new DomainError("INVALID_INPUT", `The parameter ${name} stands twice in the address.`, {
        errors: [{ path: name, message: "Give it once; several values go into one, separated by commas." }],
      });
    }
    Object.defineProperty(query, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return query;
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

function withIdempotency(
  ctx: Context,
  operation: Operation,
  request: Request,
  input: Record<string, unknown>,
): Context {
  const key = request.headers.get("idempotency-key");
  if (!operation.creates || key === null) return ctx;
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new DomainError("INVALID_INPUT", "An Idempotency-Key is 1 to 255 visible ASCII characters.", {
      errors: [{ path: "Idempotency-Key", message: "Use for example a UUID." }],
    });
  }
  const inputHash = sha256(canonicalJson(input));
  return { ...ctx, idempotency: { operation: operation.id, key, inputHash } };
}

function factsOf({ config }: Context, request: Request): RequestFacts {
  return {
    method: request.method,
    headers: request.headers,
    url: new URL(request.url),
    remoteAddress: remoteAddressOf(request.headers, config),
    origin: originOf(request, config),
    signal: request.signal,
    readBytes: (limitBytes) => readBytes(request, limitBytes),
    openBody: () => openBody(request),
    webBody: () => webBody(request),
  };
}

function toJsonResponse(result: unknown, status: number): Response {
  if (result === undefined || result === null) return new Response(null, { status: 204 });
  return new Response(JSON.stringify(result), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}

function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id");
  return given && /^[\w.-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}
