import type { Config } from "#lib/kernel/config.ts";
import { forwardedAddress, forwardedOrigin, isTrusted, plainAddress } from "#lib/kernel/forwarded.ts";

/** The header in which our own server passes on the socket's address. It replaces whatever the client sent. */
export const REMOTE_ADDRESS_HEADER = "x-slipway-remote-address";

/** Who is calling: the socket's address, or what a trusted proxy says. Null when unknown. */
export function remoteAddressOf(headers: Headers, { trustedProxies }: Pick<Config, "trustedProxies">): string | null {
  const socket = plainAddress(headers.get(REMOTE_ADDRESS_HEADER));
  // Where somebody else's server runs our routes, the nearest proxy is theirs, and its word is all there is.
  if (socket === null) return plainAddress(headers.get("x-forwarded-for")?.split(",").at(-1));
  return forwardedAddress(socket, (name) => headers.get(name), trustedProxies);
}

/** By which origin callers are told to come: the public address, or the one by which this request came. */
export function originOf(request: Request, config: Pick<Config, "trustedProxies" | "publicUrl">): string {
  return config.publicUrl ?? reachedOriginOf(request, config);
}

/** By which origin this request came. Links for hawkBit's clients follow it, so that they lead through the same proxy. */
export function reachedOriginOf(request: Request, config: Pick<Config, "trustedProxies">): string {
  const { headers } = request;
  const socket = plainAddress(headers.get(REMOTE_ADDRESS_HEADER));
  return forwardedOrigin({
    header: (name) => headers.get(name),
    isTrustedProxy: socket === null || isTrusted(config.trustedProxies, socket),
    fallbackHost: new URL(request.url).host,
  });
}

/** Says whether the nearest caller is a proxy that the operator trusts. Nobody is where nobody knows who that is. */
export function isFromTrustedProxy(headers: Headers, { trustedProxies }: Pick<Config, "trustedProxies">): boolean {
  const socket = plainAddress(headers.get(REMOTE_ADDRESS_HEADER));
  return isTrusted(trustedProxies, socket);
}
