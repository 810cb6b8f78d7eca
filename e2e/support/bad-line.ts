import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Transform, type TransformCallback } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const RANGE = /^range: *(bytes=\S+)\r$/gim;
const PIECE_BYTES = 16 * 1024;

interface Faults {
  /** Breaks once, when so many bytes went to the client over one connection, and is sound afterwards. */
  breaksAfterBytes?: number;
  /** How fast bytes go to the client. */
  bytesPerSecond?: number;
}

/** A line to the server as devices have it in the field: it breaks, or is slow. */
export class BadLine {
  readonly url: string;
  /** Which parts of files were asked for through it. */
  readonly ranges: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(
    targetUrl: string,
    { breaksAfterBytes = Infinity, bytesPerSecond = Infinity }: Faults,
  ): Promise<BadLine> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const line = new BadLine(server);
    const target = new URL(targetUrl);
    let hasBroken = false;
    server.on("connection", (client) => {
      const upstream = connect(Number(target.port), target.hostname);
      let sent = 0;
      client.on("data", (bytes) => {
        for (const [, range] of bytes.toString("latin1").matchAll(RANGE)) line.ranges.push(range!);
      });
      upstream.on("data", (bytes) => {
        sent += bytes.length;
        if (hasBroken || sent < breaksAfterBytes) return;
        hasBroken = true;
        client.resetAndDestroy();
      });
      line.#keep(client, upstream);
      client.pipe(upstream);
      if (bytesPerSecond === Infinity) upstream.pipe(client);
      else upstream.pipe(new Trickle(bytesPerSecond)).pipe(client);
    });
    return line;
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

/** Lets bytes through steadily, a small piece at a time. */
class Trickle extends Transform {
  readonly #bytesPerSecond: number;

  constructor(bytesPerSecond: number) {
    super({ highWaterMark: PIECE_BYTES });
    this.#bytesPerSecond = bytesPerSecond;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    void this.#pass(bytes).then(() => done());
  }

  async #pass(bytes: Buffer): Promise<void> {
    for (let start = 0; start < bytes.length && !this.destroyed; start += PIECE_BYTES) {
      const piece = bytes.subarray(start, start + PIECE_BYTES);
      this.push(piece);
      await sleep((piece.length / this.#bytesPerSecond) * 1000);
    }
  }
}
