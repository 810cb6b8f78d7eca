import ipaddr from "ipaddr.js";

/** The header in which our own server passes on the socket's address. It replaces whatever the client sent. */
export const REMOTE_ADDRESS_HEADER = "x-slipway-remote-address";

/**
 * Who is calling: the socket's address, or, when that is a proxy on this host or in a private network, the last
 * address that the proxy added to X-Forwarded-For. Null when unknown.
 */
export function remoteAddressOf(headers: Headers): string | null {
  const socket = plainAddress(headers.get(REMOTE_ADDRESS_HEADER));
  if (socket && !isLocal(socket)) return socket;
  return plainAddress(headers.get("x-forwarded-for")?.split(",").at(-1) ?? null) ?? socket;
}

function plainAddress(text: string | null): string | null {
  const trimmed = text?.trim() ?? "";
  return ipaddr.isValid(trimmed) ? ipaddr.process(trimmed).toString() : null;
}

function isLocal(address: string): boolean {
  return ["loopback", "private", "uniqueLocal", "linkLocal"].includes(ipaddr.parse(address).range());
}
