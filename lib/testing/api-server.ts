import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { operations } from "#lib/http/operations/all.ts";
import { serve } from "#lib/http/serve.ts";

/** The whole API on a port of its own, as Next serves it: for clients that speak over a real line. */
export class ApiServer {
  readonly #server: Server;
  /** The headers of the last answer. */
  lastHeaders = new Headers();
  #cutAfter: number | null = null;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ApiServer> {
    const server = createServer();
    const api = new ApiServer(server);
    server.on("request", (request, response) => {
      void api.#answer(request).then(async (answer) => {
        api.lastHeaders = answer.headers;
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        if (answer.body) await pipeline(Readable.fromWeb(answer.body as never), response).catch(() => undefined);
        else response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts the line of the next PATCH once so many bytes of it have come. */
  cutNextPatch(afterBytes: number): void {
    this.#cutAfter = afterBytes;
  }

  stop(): void {
    this.#server.close().closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<Response> {
    const { method = "", url = "" } = request;
    if (method === "PATCH") this.#maybeCut(request);
    const { pathname } = new URL(url, "http://slipway.test");
    for (const operation of operations) {
      if (operation.method !== (method === "HEAD" ? "GET" : method)) continue;
      const params = match(operation.path, pathname);
      if (params) return serve(operation)(toWeb(request), { params: Promise.resolve(params) });
    }
    return new Response(null, { status: 404 });
  }

  #maybeCut(request: IncomingMessage): void {
    if (this.#cutAfter === null) return;
    let left = this.#cutAfter;
    this.#cutAfter = null;
    request.on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left <= 0) request.destroy();
    });
  }
}

function match(template: string, path: string): Record<string, string> | null {
  const pattern = template.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)").replaceAll(".", String.raw`\.`);
  const found = new RegExp(`^${pattern}$`).exec(path);
  if (!found) return null;
  return Object.fromEntries(
    Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

function toWeb(request: IncomingMessage): Request {
  const { method = "", url = "" } = request;
  const hasBody = ["POST", "PUT", "PATCH", "DELETE"].includes(method);
  return new Request(`http://slipway.test${url}`, {
    method,
    headers: Object.entries(request.headers) as [string, string][],
    ...(hasBody && { body: Readable.toWeb(request), duplex: "half" }),
  } as RequestInit);
}
