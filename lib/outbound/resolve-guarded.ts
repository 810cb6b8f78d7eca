import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { Config } from "#lib/kernel/config.ts";
import { checkLiteral, guardedLookup, type Guard } from "#lib/outbound/guard.ts";

/**
 * Looks a host up once and answers the addresses that may be connected to, for programs that open connections on their
 * own: whoever connects to just these cannot be led elsewhere by another answer of the name. Throws RefusedAddress where
 * none is open, and what the lookup threw.
 */
export async function resolveGuarded(config: Pick<Config, "outboundAllow">, url: URL): Promise<LookupAddress[]> {
  const guard: Guard = { reach: "public", allow: config.outboundAllow };
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  checkLiteral(host, guard);
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  return new Promise((resolve, reject) => {
    guardedLookup(guard)(host, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses as LookupAddress[]);
    });
  });
}
