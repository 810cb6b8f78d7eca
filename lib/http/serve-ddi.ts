import { hawkbitMediaType } from "#lib/gateway/hawkbit-request.ts";
import { refuseNul } from "#lib/gateway/target.ts";
import { answerDdi } from "#lib/hawkbit/ddi/answer.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse, refuseFor } from "#lib/hawkbit/refusal.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import { readBytes } from "#lib/http/body.ts";
import { fileResponse } from "#lib/http/file-response.ts";
import { isFromTrustedProxy, remoteAddressOf, reachedOriginOf } from "#lib/http/remote-address.ts";
import { parseJson, requireJsonType } from "#lib/kernel/json.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getRuntime, makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { entityTagOf, hasAlready } from "#lib/wire/entity-tag.ts";
import { logProblem, toDomainError } from "#lib/wire/problem.ts";

const BODY_BYTES_MAX = 1024 * 1024;

interface RouteContext {
  params: Promise<{ tenant: string; path: string[] }>;
}

/**
 * Answers a hawkBit client where no gateway stands before Next, as on a host that runs route handlers only: by the same
 * use cases, asking the database each time.
 */
export async function serveDdi(request: Request, { params }: RouteContext): Promise<Response> {
  const runtime = getRuntime();
  const requestId = crypto.randomUUID();
  const response = await answer(runtime, request, await params, requestId);
  response.headers.set("x-request-id", requestId);
  return response;
}

async function answer(
  runtime: Runtime,
  request: Request,
  { tenant, path }: { tenant: string; path: string[] },
  requestId: string,
): Promise<Response> {
  const ctx = makeContext(runtime, { kind: "anonymous" }, requestId);
  try {
    // Next has decoded them.
    const [controllerId = "", ...segments] = path.map(refuseNul);
    const settings = await readSettings(ctx.db, runtime.config, tenant.toUpperCase());
    const ddi: DdiRequest = { ...readRequest(request, runtime.config), tenant, controllerId, segments, settings };
    return await toResponse(request, await answerDdi(ctx, ddi), ctx);
  } catch (error) {
    const problem = toDomainError(error);
    logProblem(runtime.log, problem, { requestId, operation: "ddi" });
    const refusal = problem.code === "INTERNAL" ? refuse(500, problem.message) : refuseFor(problem);
    return toResponse(request, refusal, ctx);
  }
}

function readRequest(
  request: Request,
  config: Config,
): Omit<DdiRequest, "tenant" | "controllerId" | "segments" | "settings"> {
  return {
    method: request.method,
    query: new URL(request.url).searchParams,
    header: (name) => request.headers.get(name),
    readJson: async () => {
      const bytes = await readBytes(request, BODY_BYTES_MAX);
      requireJsonType(request.headers.get("content-type"));
      return parseJson(bytes);
    },
    origin: reachedOriginOf(request, config),
    remoteAddress: remoteAddressOf(request.headers, config),
    isTrustedProxy: isFromTrustedProxy(request.headers, config),
  };
}

async function toResponse(request: Request, answer: HawkbitAnswer, ctx: Context): Promise<Response> {
  const { status, headers, file, text, json } = answer;
  if (file) return fileResponse(request, file, ctx);
  const shared = { ...headers, "cache-control": "private, no-cache" };
  const isHead = request.method === "HEAD";
  if (json === undefined) return new Response(isHead ? null : (text ?? null), { status, headers: shared });
  const body = JSON.stringify(json);
  const etag = answer.etag ?? entityTagOf(body);
  const isRead = isHead || request.method === "GET";
  if (isRead && status === 200 && hasAlready(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers: { ...shared, etag } });
  }
  const type = hawkbitMediaType(request.headers.get("accept") ?? undefined);
  return new Response(isHead ? null : body, { status, headers: { "content-type": type, ...shared, etag } });
}
