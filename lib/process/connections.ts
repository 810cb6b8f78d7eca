import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Config } from "#lib/kernel/config.ts";
import { isTrusted, plainAddress } from "#lib/kernel/forwarded.ts";
import { callerKey } from "#lib/kernel/limit.ts";

/** A fleet behind one address is in order; a proxy that is trusted may hold as many as it likes. */
const CONNECTIONS_PER_ADDRESS_MAX = 2_000;
/** Above this a connection is closed after its answer, so that those who wait find room. */
const KEEP_ALIVE_MAX = 10_000;
const LOOK_EVERY_MILLIS = 5_000;
/** Even a slow mobile line sends its body faster. Reckoned over one look. */
const BYTES_PER_SECOND_MIN = 100;

interface Sending {
  request: IncomingMessage;
  /** What its socket had brought at the last look; null before the first, which may come right after its begin. */
  bytes: number | null;
}

/**
 * Cuts off who takes a connection and does not use it: a body that hardly moves, too many connections of one address.
 * Who is slow with the headers is cut off by Node.
 */
export function guardConnections(server: Server, { trustedProxies }: Pick<Config, "trustedProxies">): void {
  const perAddress = new Map<string, number>();
  const sending = new Map<Socket, Sending>();
  let open = 0;

  server.on("connection", (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress);
    const key = callerKey(address);
    const count = (perAddress.get(key) ?? 0) + 1;
    if (count > CONNECTIONS_PER_ADDRESS_MAX && !isTrusted(trustedProxies, address)) return void socket.destroy();
    perAddress.set(key, count);
    open++;
    socket.once("close", () => {
      open--;
      sending.delete(socket);
      const left = (perAddress.get(key) ?? 1) - 1;
      if (left > 0) perAddress.set(key, left);
      else perAddress.delete(key);
    });
  });

  // Before anybody answers: whoever is asked to close must hear it with the answer.
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    if (open > KEEP_ALIVE_MAX) response.shouldKeepAlive = false;
    if (hasBody(request)) sending.set(request.socket, { request, bytes: null });
  });

  const timer = setInterval(() => {
    for (const [socket, { request, bytes }] of sending) {
      if (request.complete) {
        sending.delete(socket);
        continue;
      }
      // While we do not read, nothing can be sent: then it is we who are slow.
      const isOurTurn = request.readableLength >= request.readableHighWaterMark;
      const slowest = (BYTES_PER_SECOND_MIN * LOOK_EVERY_MILLIS) / 1_000;
      if (bytes !== null && !isOurTurn && socket.bytesRead - bytes < slowest) socket.destroy();
      else sending.set(socket, { request, bytes: socket.bytesRead });
    }
  }, LOOK_EVERY_MILLIS);
  timer.unref();
  server.once("close", () => clearInterval(timer));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}
