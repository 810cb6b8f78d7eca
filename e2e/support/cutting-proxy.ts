import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

const RANGE = /^range: *(bytes=\S+)\r$/gim;

/** A line that breaks once, in the middle of a long answer, and is sound before and afterwards. */
export class CuttingProxy {
  readonly url: string;
  /** Which parts of files were asked for through it. */
  readonly ranges: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Breaks when so many bytes went to the client over one connection. */
  static async start(targetUrl: string, bytesUntilCut: number): Promise<CuttingProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new CuttingProxy(server);
    const target = new URL(targetUrl);
    let isCut = false;
    server.on("connection", (client) => {
      const upstream = connect(Number(target.port), target.hostname);
      let sent = 0;
      client.on("data", (bytes) => {
        for (const [, range] of bytes.toString("latin1").matchAll(RANGE)) proxy.ranges.push(range!);
      });
      upstream.on("data", (bytes) => {
        sent += bytes.length;
        if (isCut || sent < bytesUntilCut) return;
        isCut = true;
        client.resetAndDestroy();
      });
      proxy.#keep(client, upstream);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    return proxy;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #keep(...pair: [Socket, Socket]): void {
    for (const [socket, other] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      this.#sockets.add(socket);
      // A broken line is what this is for; the other end learns of it below.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
