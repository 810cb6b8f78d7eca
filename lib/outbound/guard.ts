import { lookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { judgeAddress, parseAddress, type Reach } from "#lib/outbound/rules/address.ts";

/** An address that the server must not connect to. The message is fit for people outside. */
export class RefusedAddress extends Error {
  override name = "RefusedAddress";
}

export interface Guard {
  reach: Reach;
  /** CIDR ranges opened by hand (SLIPWAY_OUTBOUND_ALLOW). */
  allow: readonly string[];
}

/** Throws RefusedAddress for a literal address that is closed. Names pass: they are judged when looked up. */
export function checkLiteral(host: string, guard: Guard): void {
  const address = parseAddress(host);
  if (!address) return;
  const verdict = judgeAddress(address, guard.reach, guard.allow);
  if (!verdict.allowed) throw refuse(host, verdict.range);
}

/**
 * A lookup for sockets that hands on only allowed addresses. The socket connects to what is returned here, so that a
 * name cannot answer differently between the check and the connection.
 */
export function guardedLookup(guard: Guard): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const open = addresses.filter((candidate) => isOpen(candidate, guard));
      const first = open[0];
      if (!first) return callback(refuse(hostname, closedRange(addresses, guard)), "", 0);
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

function isOpen(candidate: LookupAddress, guard: Guard): boolean {
  return closedRange([candidate], guard) === null;
}

function closedRange(addresses: readonly LookupAddress[], guard: Guard): string | null {
  for (const { address } of addresses) {
    const parsed = isIP(address) ? parseAddress(address) : null;
    if (!parsed) return "unknown";
    const verdict = judgeAddress(parsed, guard.reach, guard.allow);
    if (!verdict.allowed) return verdict.range;
  }
  return null;
}

function refuse(host: string, range: string | null): RefusedAddress {
  return new RefusedAddress(
    `${host} is an address of a closed range (${range ?? "none"}). Add the range to SLIPWAY_OUTBOUND_ALLOW to permit it.`,
  );
}
