import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { systemActor } from "#lib/access/rules/actor.ts";
import { flushDownloads } from "#lib/cdn/count-downloads.ts";
import { openGateway } from "#lib/gateway/gateway.ts";
import { healthOperation, metricsOperation, readyOperation } from "#lib/http/operations/system.ts";
import { serve } from "#lib/http/serve.ts";
import { ConfigError, loadConfig } from "#lib/kernel/config.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { makeContext } from "#lib/kernel/runtime.ts";
import { openRuntime } from "#lib/process/open-runtime.ts";
import { closeServer, divide, listen } from "#lib/process/server.ts";
import { stopOnSignal } from "#lib/process/until-stopped.ts";
import { toProblem } from "#lib/wire/problem.ts";

/** Serves devices and nothing else, until a signal stops it. Any number of these may share one PostgreSQL. */
export async function serveGateway(): Promise<void> {
  if (!loadConfig().databaseUrl) {
    throw new ConfigError("slipway gateway needs PostgreSQL: set DATABASE_URL. (slipway start has its own.)");
  }
  const { server, port, serveWith } = await listen(loadConfig());
  const runtime = await openRuntime();
  const gateway = await openGateway(runtime);
  serveWith(divide(gateway.listener, answerMonitors));
  process.stdout.write(`The gateway serves devices at http://localhost:${port}\n`);
  stopOnSignal(runtime.log, async () => {
    await closeServer(server);
    await gateway.stop();
    await flushDownloads(makeContext(runtime, systemActor("downloads")));
    await runtime.database.close();
  });
}

const monitors = new Map(
  [healthOperation, readyOperation, metricsOperation].map((operation) => [operation.path, serve(operation)]),
);

/** What watches the process asks here as it would ask the whole of Slipway. */
const answerMonitors: RequestListener = (request, response) => {
  const handler = monitors.get((request.url ?? "").split("?", 1)[0] ?? "");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (handler && isRead) void pass(handler(toFetchRequest(request), { params: Promise.resolve({}) }), response);
  else {
    const { status, headers, body } = toProblem(notFound("address here: this process serves devices"), randomUUID());
    response.writeHead(status, { ...headers, connection: "close" }).end(body);
  }
};

function toFetchRequest({ method = "GET", url = "/" }: IncomingMessage): Request {
  return new Request(new URL(url, "http://localhost"), { method });
}

async function pass(answer: Promise<Response>, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await answer;
  response.writeHead(status, Object.fromEntries(headers));
  response.end(body === null ? undefined : Buffer.from(await new Response(body).arrayBuffer()));
}
