import ipaddr from "ipaddr.js";

/*
 * Who calls, and by which address they reached us, where proxies stand in between. What a header says counts only as
 * far as it was written by somebody whom the operator trusts.
 */

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The addresses whose word counts: CIDR ranges. */
export type TrustedProxies = readonly Range[];

export function parseTrustedProxies(ranges: readonly string[]): TrustedProxies {
  return ranges.map((range) => ipaddr.parseCIDR(range));
}

export function isTrusted(proxies: TrustedProxies, address: string | null): boolean {
  if (address === null) return false;
  const parsed = ipaddr.parse(address);
  return proxies.some((range) => parsed.kind() === range[0].kind() && parsed.match(range));
}

/** Reads a header by its name in lower case. */
export type ReadHeader = (name: string) => string | null | undefined;

/** Writes an address in its plain form, an IPv4 one without its IPv6 dress. Null where it is none. */
export function plainAddress(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return ipaddr.isValid(trimmed) ? ipaddr.process(trimmed).toString() : null;
}

/**
 * Returns the caller's address: the socket's, or where that is a trusted proxy's, the last one in the chain of
 * forwarders that is not. `socketAddress` is plain; null where nobody knows it.
 */
export function forwardedAddress(
  socketAddress: string | null,
  header: ReadHeader,
  proxies: TrustedProxies,
): string | null {
  if (!isTrusted(proxies, socketAddress)) return socketAddress;
  let caller = socketAddress;
  for (const hop of hopsOf(header).reverse()) {
    const address = plainAddress(hop);
    // Beyond what cannot be read nothing can be believed.
    if (address === null) return caller;
    caller = address;
    if (!isTrusted(proxies, address)) return address;
  }
  return caller;
}

export interface Surroundings {
  header: ReadHeader;
  /** The socket is a trusted proxy's. */
  isTrustedProxy: boolean;
  /** What counts where no header names a host: where we listen. */
  fallbackHost: string;
}

/** Returns the origin by which the caller reached us: scheme, host, and the port unless it is the usual one. */
export function forwardedOrigin({ header, isTrustedProxy, fallbackHost }: Surroundings): string {
  const forwarded = isTrustedProxy ? readForwarded(header) : {};
  const scheme = forwarded.proto?.toLowerCase() === "https" ? "https" : "http";
  const host = validHost(forwarded.host) ?? validHost(header("host")) ?? fallbackHost;
  const port = /:\d+$/.test(host) ? null : validPort(forwarded.port);
  return new URL(`${scheme}://${host}${port === null ? "" : `:${port}`}`).origin;
}

interface Forwarded {
  proto?: string | undefined;
  host?: string | undefined;
  port?: string | undefined;
}

/** Common proxies write X-Forwarded-* and pass a caller's own Forwarded on, so that counts only where it stands alone. */
function readForwarded(header: ReadHeader): Forwarded {
  const first = (name: string) => header(name)?.split(",")[0]?.trim();
  if (usesOwnHeaders(header)) {
    return { proto: first("x-forwarded-proto"), host: first("x-forwarded-host"), port: first("x-forwarded-port") };
  }
  const element = header("forwarded")?.split(",")[0] ?? "";
  return { proto: parameterOf(element, "proto"), host: parameterOf(element, "host") };
}

function hopsOf(header: ReadHeader): string[] {
  if (usesOwnHeaders(header)) return header("x-forwarded-for")?.split(",") ?? [];
  const elements = header("forwarded")?.split(",") ?? [];
  return elements.map((element) => bareAddress(parameterOf(element, "for") ?? ""));
}

function usesOwnHeaders(header: ReadHeader): boolean {
  return ["for", "proto", "host", "port"].some((name) => header(`x-forwarded-${name}`));
}

/** `for=192.0.2.1;host="a.example"`: the value of one parameter, without its quotes. */
function parameterOf(element: string, name: string): string | undefined {
  for (const pair of element.split(";")) {
    const [key, value] = pair.split("=", 2);
    if (key?.trim().toLowerCase() === name) return value?.trim().replace(/^"(.*)"$/, "$1");
  }
  return undefined;
}

/** Takes the port and the brackets off: `[2001:db8::1]:4711`, `192.0.2.1:80`. */
function bareAddress(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

function validHost(text: string | null | undefined): string | null {
  return text && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(text) && URL.canParse(`http://${text}`)
    ? text
    : null;
}

function validPort(text: string | undefined): string | null {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? text : null;
}
