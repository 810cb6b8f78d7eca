import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A service of the story's own, which smoke tests ask whether it answers. */
export class Service {
  readonly url: string;
  /** How it answers from now on. */
  status = 200;
  /** How often it was asked. */
  asked = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  }

  static async start(): Promise<Service> {
    const server = createServer((_request, response) => {
      service.asked++;
      response.writeHead(service.status, { "content-type": "application/json" }).end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const service = new Service(server);
    return service;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
