import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { openAddress } from "#lib/artifacts/open-address.ts";
import { FILE_ADDRESS_PREFIX } from "#lib/artifacts/rules/file-address.ts";
import { getDeviceFile } from "#lib/check-in/get-file.ts";
import { admitNative } from "#lib/gateway/admit-native.ts";
import { answerDdiRequest } from "#lib/gateway/ddi.ts";
import { toHawkbitRequest } from "#lib/gateway/hawkbit-request.ts";
import { answerNativePoll } from "#lib/gateway/native-poll.ts";
import { answerNativeReport } from "#lib/gateway/native-report.ts";
import { identifyCaller } from "#lib/gateway/identify-caller.ts";
import { sendFile, sendHawkbit, sendTagged } from "#lib/gateway/send.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { splitTarget } from "#lib/gateway/target.ts";
import { answerManagement } from "#lib/hawkbit/management/answer.ts";
import { refuse, refuseFor } from "#lib/hawkbit/refusal.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { DomainError, methodNotAllowed, notFound } from "#lib/kernel/errors.ts";
import { makeContext } from "#lib/kernel/runtime.ts";
import { openSpan, type SpanWish } from "#lib/kernel/tracing.ts";
import { observeRequest } from "#lib/wire/metrics.ts";
import { logProblem, toDomainError, toProblem } from "#lib/wire/problem.ts";

/** A controller id has 256 characters, each of which may be written as twelve. */
const PARAMETER_LENGTH_MAX = 4_096;

const READING = ["GET", "HEAD"];

interface DeviceRoute {
  Params: { uuid: string };
}

interface FileRoute {
  Params: { uuid: string; sha256: string; name: string };
}

/** The device's side of the house, as a Fastify application that listens to nothing by itself. */
export async function buildApp(around: Surroundings): Promise<FastifyInstance> {
  const app = Fastify({
    genReqId: (request) => requestIdOf(request.headers["x-request-id"]),
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) => void sendProblem(around, request, reply, error),
  });
  // Whoever calls is asked for a credential before a byte of the body is read; routes read it themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    const span = openSpan(spanOf(request));
    if (!span) return done();
    // Also a request that is broken off ends, so that no span stays open.
    reply.raw.once("close", () => {
      span.note({ "http.response.status_code": reply.statusCode });
      if (reply.statusCode >= 500) span.fail(String(reply.statusCode));
      span.end();
    });
    span.run(done);
  });
  app.addHook("onResponse", (request, reply, done) => {
    const operation = (request.routeOptions.config as { operation?: string }).operation ?? "unknown";
    observeRequest(operation, request.method, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(around, request, reply, error));
  app.setNotFoundHandler((request, reply) => sendProblem(around, request, reply, notFound("address")));
  addNativeRoutes(app, around);
  addHawkbitRoutes(app, around);
  addFileRoute(app, around);
  addRefusals(app);
  await app.ready();
  return app;
}

/** The route's template: the address names a device, and may hold what opens a file. */
function spanOf(request: FastifyRequest): SpanWish {
  const route = request.routeOptions.url ?? "unknown";
  const facts = { "http.request.method": request.method, "http.route": route, "slipway.request_id": request.id };
  const traceparent = request.headers.traceparent;
  const name = `${request.method} ${route}`;
  return { name, kind: "server", facts, traceparent: typeof traceparent === "string" ? traceparent : null };
}

function addNativeRoutes(app: FastifyInstance, around: Surroundings): void {
  app.route<DeviceRoute>({
    method: READING,
    url: "/api/v1/device/:uuid/state",
    config: { operation: "tellState" },
    handler: async (request, reply) =>
      sendTagged(request, reply, await answerNativePoll(around, request.raw, request.params.uuid)),
  });
  app.route<DeviceRoute>({
    method: "PATCH",
    url: "/api/v1/device/:uuid/report",
    config: { operation: "takeReport" },
    handler: (request) => answerNativeReport(around, request.raw, request.params.uuid),
  });
  app.route<FileRoute>({
    method: READING,
    url: "/api/v1/device/:uuid/artifacts/:sha256/:name",
    config: { operation: "getDeviceFile" },
    handler: async (request, reply) => {
      const { uuid, sha256, name } = request.params;
      const { deviceId } = await admitNative(around, request.raw, uuid, { wantsState: false });
      const ctx = makeContext(around.runtime, { kind: "device", id: deviceId, name: deviceId }, request.id);
      const file = await getDeviceFile(ctx, { deviceId, sha256, name });
      return sendFile(request, reply, file, ctx);
    },
  });
}

/** Addresses that take certain methods alone, by their patterns. */
const METHODS_OF = {
  "/api/v1/device/:uuid/state": READING,
  "/api/v1/device/:uuid/report": ["PATCH"],
  "/api/v1/device/:uuid/artifacts/:sha256/:name": READING,
  [`${FILE_ADDRESS_PREFIX}:sha256/:name`]: READING,
};

/** Says to whoever calls an address with another method which ones it takes. */
function addRefusals(app: FastifyInstance): void {
  for (const [url, allowed] of Object.entries(METHODS_OF)) {
    app.route({
      method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((name) => !allowed.includes(name)),
      url,
      handler: (request) => Promise.reject(methodNotAllowed(request.method, allowed)),
    });
  }
}

interface AddressRoute {
  Params: { sha256: string; name: string };
  Querystring: { expires?: string | string[]; signature?: string | string[] };
}

function addFileRoute(app: FastifyInstance, around: Surroundings): void {
  app.route<AddressRoute>({
    method: READING,
    url: `${FILE_ADDRESS_PREFIX}:sha256/:name`,
    config: { operation: "fetchFile" },
    handler: async (request, reply) => {
      const { sha256, name } = request.params;
      const [expires, signature] = [request.query.expires, request.query.signature].map((value) => [value].flat()[0]);
      const ctx = makeContext(around.runtime, await identifyCaller(around, request.raw), request.id);
      const file = await openAddress(ctx, { sha256, fileName: name }, { expires, signature });
      return sendFile(request, reply, file, ctx);
    },
  });
}

function addHawkbitRoutes(app: FastifyInstance, around: Surroundings): void {
  app.all("/:tenant/controller/v1/*", { config: { operation: "ddi" } }, (request, reply) =>
    answerInHawkbitsForm(around, request, reply, () => {
      const { segments, query } = splitTarget(request.raw.url ?? "");
      const [tenant = "", , , controllerId = "", ...rest] = segments;
      if (controllerId === "") return Promise.resolve(refuse(404, "There is nothing here."));
      return answerDdiRequest(around, request.raw, { tenant, controllerId, segments: rest, query }, request.id);
    }),
  );
  app.all("/rest/v1/*", { config: { operation: "hawkbitManagement" } }, (request, reply) =>
    answerInHawkbitsForm(around, request, reply, () => {
      const { segments, query } = splitTarget(request.raw.url ?? "");
      const ctx = makeContext(around.runtime, { kind: "anonymous" }, request.id);
      const [, , ...rest] = segments;
      return answerManagement(ctx, toHawkbitRequest(request.raw, { segments: rest, query }, around.runtime.config));
    }),
  );
  app.head("/", { config: { operation: "isThere" } }, (_request, reply) => reply.send());
}

async function answerInHawkbitsForm(
  around: Surroundings,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: () => Promise<HawkbitAnswer>,
): Promise<FastifyReply> {
  const { log } = around.runtime;
  try {
    return await sendHawkbit(request, reply, await answer(), around.ctx);
  } catch (error) {
    const problem = toDomainError(error);
    logProblem(log, problem, { requestId: request.id, operation: "hawkbit" });
    if (reply.raw.headersSent) return reply;
    const refusal = problem.code === "INTERNAL" ? refuse(500, problem.message) : refuseFor(problem);
    return sendHawkbit(request, reply, refusal, around.ctx);
  }
}

/** One mapping for all: problem details, and nothing of the cause. */
function sendProblem(
  { runtime }: Surroundings,
  request: FastifyRequest,
  reply: FastifyReply,
  error: FastifyError | DomainError,
): FastifyReply {
  const problem = isClientFault(error) ? new DomainError("INVALID_INPUT", error.message) : toDomainError(error);
  logProblem(runtime.log, problem, { requestId: request.id, operation: "device" });
  const { status, headers, body } = toProblem(problem, request.id);
  return reply.code(status).headers(headers).send(body);
}

/** What Fastify itself refuses: addresses that cannot be read, and the like. */
function isClientFault(error: FastifyError | DomainError): boolean {
  return "statusCode" in error && (error.statusCode ?? 500) < 500;
}

function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}
