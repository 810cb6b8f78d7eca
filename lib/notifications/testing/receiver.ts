import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

type Answer = { status: number; headers?: Record<string, string>; body?: string };

/** A real receiver of webhooks, which answers as it is told and remembers what came. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #server: Server;
  /** Decides about each call; 204 for all unless said. */
  answer: (call: Received) => Answer | Promise<Answer> = () => ({ status: 204 });

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const call = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
        receiver.received.push(call);
        void Promise.resolve(receiver.answer(call)).then(({ status, headers = {}, body }) =>
          response.writeHead(status, headers).end(body),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
