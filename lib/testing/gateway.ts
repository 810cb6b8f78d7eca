import { createServer, request as send, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openGateway, type Gateway } from "#lib/gateway/gateway.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import type { TestContext } from "#lib/testing/database.ts";

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  /** The body as JSON. */
  json: () => unknown;
}

interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A gateway of its own for a suite, on a port of its own, spoken to over real HTTP. */
export class TestGateway {
  readonly gateway: Gateway;
  readonly port: number;
  readonly #server: Server;

  private constructor(gateway: Gateway, server: Server) {
    this.gateway = gateway;
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(ctx: TestContext, config: Partial<TestContext["config"]> = {}): Promise<TestGateway> {
    const gateway = await openGateway({
      config: { ...ctx.config, ...config },
      log: makeLogger("silent"),
      database: ctx.handle,
      startedAt: new Date(),
      programDir: process.cwd(),
    });
    const server = createServer(gateway.listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await gateway.whenLoaded();
    return new TestGateway(gateway, server);
  }

  /** Sends a request as it is written: no client's own ideas about headers. */
  call({ method = "GET", path, headers = {}, body }: Call): Promise<Answer> {
    const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const contentHeaders = text === null ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const request = send(
        { port: this.port, host: "127.0.0.1", method, path, headers: { ...contentHeaders, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const received = Buffer.concat(chunks).toString();
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers as Record<string, string | undefined>,
              text: received,
              json: () => JSON.parse(received) as unknown,
            });
          });
        },
      );
      request.on("error", reject);
      request.end(text ?? undefined);
    });
  }

  poll(device: { uuid: string; token: string }, headers: Record<string, string> = {}): Promise<Answer> {
    const path = `/api/v1/device/${device.uuid}/state`;
    return this.call({ path, headers: { authorization: `Bearer ${device.token}`, ...headers } });
  }

  report(device: { uuid: string; token: string }, body: unknown): Promise<Answer> {
    const path = `/api/v1/device/${device.uuid}/report`;
    return this.call({ method: "PATCH", path, headers: { authorization: `Bearer ${device.token}` }, body });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.gateway.stop();
  }
}
