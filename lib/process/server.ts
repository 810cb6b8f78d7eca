import { randomUUID } from "node:crypto";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { toProblem } from "#lib/wire/problem.ts";
import { isGatewayPath } from "#lib/gateway/paths.ts";
import { REMOTE_ADDRESS_HEADER } from "#lib/http/remote-address.ts";
import { guardConnections } from "#lib/process/connections.ts";
import { turnAway } from "#lib/http/turn-away.ts";
import { ConfigError, type Config } from "#lib/kernel/config.ts";
import type { DomainError } from "#lib/kernel/errors.ts";

/** The address is taken. */
export class PortInUseError extends Error {
  override name = "PortInUseError";
}

/** Listens first and serves pages as soon as Next is ready, so that a taken port is found before anything is opened. */
export async function listen(
  config: Config,
): Promise<{ server: Server; port: number; serveWith: (listener: RequestListener) => void }> {
  let listener: RequestListener = (_request, response) => {
    response.writeHead(503, { "retry-after": "2", "content-type": "text/plain" }).end("Slipway is starting.\n");
  };
  const server = createServer(
    // How often Node looks for those who take too long with their headers.
    { connectionsCheckingInterval: 2_500 },
    (request, response) => listener(request, response),
  );
  // Longer than the idle time of common proxies, so that it is they who close.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 10_000;
  // A large upload takes its time; who sends hardly anything is cut off by guardConnections.
  server.requestTimeout = 0;
  // Neither sent nor taken anything: such as a download that nobody reads.
  server.timeout = 120_000;
  guardConnections(server, config);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, config)));
    server.listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    serveWith: (ready) => {
      listener = ready;
    },
  };
}

function explain(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  if (error.code === "EADDRINUSE") return new PortInUseError(`Port ${port} is taken. Choose another with PORT.`);
  return new ConfigError(
    `Nobody can listen at ${host}, port ${port} (${error.code ?? error.message}). Set HOST and PORT.`,
  );
}

/** Hands devices to the gateway and everybody else to the pages. */
export function divide(gateway: RequestListener, pages: RequestListener): RequestListener {
  return (request, response) => {
    request.url = originForm(request.url ?? "");
    const isDevices = isGatewayPath(request.method, request.url, request.headers.cookie !== undefined);
    if (isDevices) gateway(request, response);
    else pages(request, response);
  };
}

/** A caller may write the whole address where most write the path (RFC 9112): all the same to us. */
function originForm(target: string): string {
  if (target.startsWith("/") || target === "*") return target;
  const [, path = ""] = /^https?:\/\/[^/?#]*(.*)$/i.exec(target) ?? [];
  return path.startsWith("/") ? path : `/${path}`;
}

/** Next's own request handler for pages and API routes, behind the header that names the caller's address. */
export async function makePageListener(options: {
  dev: boolean;
  dir: string;
  port: number;
  server: Server;
}): Promise<{ listener: RequestListener; close(): Promise<void> }> {
  // A control plane in somebody's network tells nobody else about it.
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  // Next hangs up on whoever offers to speak another protocol, as clients in Java do with each request. Only a page under
  // development is to be upgraded; otherwise Next gets a server that nobody calls, and the offer is ignored.
  const httpServer = options.dev ? options.server : createServer();
  const app = next({ dev: options.dev, dir: options.dir, port: options.port, httpServer });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    listener: (request, response) => {
      const refusal = turnAway(request.method ?? "", request.url ?? "");
      if (refusal) return refuse(response, refusal);
      request.headers[REMOTE_ADDRESS_HEADER] = request.socket.remoteAddress ?? "";
      void handle(request, response);
    },
    close: () => app.close(),
  };
}

/** What a refused request still sends is not waited for. */
function refuse(response: ServerResponse, error: DomainError): void {
  const { status, headers, body } = toProblem(error, randomUUID());
  response.writeHead(status, { ...headers, "x-content-type-options": "nosniff", connection: "close" }).end(body);
}

/** Stops taking requests, lets running ones end, and cuts live streams, which would never end by themselves. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 1_000).unref();
  await closed;
}
