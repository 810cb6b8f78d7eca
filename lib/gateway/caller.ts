import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { forwardedAddress, forwardedOrigin, isTrusted, plainAddress } from "#lib/kernel/forwarded.ts";
import type { Config } from "#lib/kernel/config.ts";

/** Who is at the other end of a socket. Parsed once for each connection: fleets keep theirs for many polls. */
interface Peer {
  address: string | null;
  isTrustedProxy: boolean;
}

const peers = new WeakMap<Socket, Peer>();

export function peerOf(request: IncomingMessage, { trustedProxies }: Config): Peer {
  const known = peers.get(request.socket);
  if (known) return known;
  const address = plainAddress(request.socket.remoteAddress);
  const peer = { address, isTrustedProxy: isTrusted(trustedProxies, address) };
  peers.set(request.socket, peer);
  return peer;
}

/** The address that a request came from, before any proxy that is trusted. */
export function addressOf(request: IncomingMessage, config: Config): string | null {
  const { address, isTrustedProxy } = peerOf(request, config);
  const { headers } = request;
  const isPassedOn = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
  if (!isTrustedProxy || !isPassedOn) return address;
  return forwardedAddress(address, (name) => readHeader(request, name), config.trustedProxies);
}

const ORIGINS_MAX = 1_000;
const originOfHost = new Map<string, string>();

/** By which origin the caller reached us. Links of hawkBit follow it, so that they lead through the same proxy. */
export function originOf(request: IncomingMessage, config: Config): string {
  const { isTrustedProxy } = peerOf(request, config);
  if (isTrustedProxy && isForwarded(request)) return makeOrigin(request, config, true);
  // A fleet writes the same few hosts all the time.
  const host = request.headers.host ?? "";
  const known = originOfHost.get(host);
  if (known !== undefined) return known;
  if (originOfHost.size >= ORIGINS_MAX) originOfHost.clear();
  const origin = makeOrigin(request, config, false);
  originOfHost.set(host, origin);
  return origin;
}

function makeOrigin(request: IncomingMessage, config: Config, isTrustedProxy: boolean): string {
  const header = (name: string) => readHeader(request, name);
  return forwardedOrigin({
    header,
    isTrustedProxy,
    fallbackHost: `localhost:${request.socket.localPort ?? config.port}`,
  });
}

function isForwarded({ headers }: IncomingMessage): boolean {
  return (
    headers.forwarded !== undefined ||
    headers["x-forwarded-host"] !== undefined ||
    headers["x-forwarded-proto"] !== undefined ||
    headers["x-forwarded-port"] !== undefined
  );
}

/** Reads a header by its name in lower case; one that came several times is joined, as HTTP says. */
export function readHeader(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}
