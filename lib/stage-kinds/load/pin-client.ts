import type { LookupAddress } from "node:dns";
import type { EventEmitter } from "node:events";
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectSecure } from "node:tls";

/**
 * What autocannon's client looks like inside. It offers no hook for its connections, connects to whatever a name says at
 * that moment and takes every certificate; so its method is replaced. `load-test.test.ts` holds it to this shape.
 */
export interface CannonClient extends EventEmitter {
  conn: Socket;
  destroyed: boolean;
  parser: { execute(chunk: Buffer): unknown; finish(): unknown; reinitialize(type: "RESPONSE"): void };
  pipelinedRequests: { clear(): void; addByteCount(bytes: number): void; addBody(body: string): void };
  _connect(): void;
  _doRequest(): void;
}

export interface Target {
  host: string;
  port: number;
  isSecure: boolean;
  addresses: readonly LookupAddress[];
}

/** Who is turned away at the door waits a little before the next try, instead of knocking without a pause. */
const PAUSE_MILLIS = 100;

/**
 * Has a client connect to the checked addresses only, with the certificate checked for the host's name. `onLost` is told
 * of each request that a closed connection left without an answer.
 */
export function pinClient(client: CannonClient, target: Target, onLost: () => void): void {
  let isAnswering = false;
  client.on("headers", () => (isAnswering = true));
  client.on("response", () => (isAnswering = false));
  // Nobody reads the bodies, and one without an end would fill the memory.
  client.pipelinedRequests.addBody = () => {};

  client._connect = () => {
    const socket = open(target);
    client.conn = socket;
    client.parser.reinitialize("RESPONSE");
    client.pipelinedRequests.clear();
    let hasAnswered = false;
    isAnswering = false;
    let isOver = false;
    const reconnect = (isFailure: boolean) => {
      if (isOver || client.destroyed || client.conn !== socket) return;
      isOver = true;
      socket.destroy();
      if (!isFailure) return client._connect();
      onLost();
      setTimeout(() => {
        if (!client.destroyed && client.conn === socket) client._connect();
      }, PAUSE_MILLIS);
    };

    socket.on("error", () => reconnect(true));
    socket.on("end", () => {
      // The end of a connection is also the end of an answer that did not say how long it is.
      client.parser.finish();
      // A server may close after an answer; the request that was on its way to it by then is nobody's failure.
      reconnect(isAnswering || !hasAnswered);
    });
    socket.on("data", (chunk: Buffer) => {
      hasAnswered = true;
      client.pipelinedRequests.addByteCount(chunk.length);
      // What is no HTTP comes back as an error.
      if (client.parser.execute(chunk) instanceof Error) reconnect(true);
    });
    client._doRequest();
  };
}

function open({ host, port, isSecure, addresses }: Target): Socket {
  const options = { host, port, lookup: answerWith(addresses) };
  if (!isSecure) return connectPlain(options);
  return connectSecure({ ...options, ALPNProtocols: ["http/1.1"], ...(isIP(host) === 0 && { servername: host }) });
}

function answerWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error("There is no address."), "", 0);
  };
}
