import { PurgeFailed } from "#lib/cdn/providers/provider.ts";
import { WARM_UP_AGENT } from "#lib/cdn/rules/access-log.ts";
import type { Config } from "#lib/kernel/config.ts";
import { guardedFetch, type OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";

/** A cache that is told to forget by HTTP, in the operator's own network. */
export interface HttpCache {
  /** Where clients fetch from: caches keep what they have under this host. */
  baseUrl: string;
  /** Where the cache listens. */
  purgeUrl: string;
  /** The word that it asks for; null where the address alone decides. */
  key: string | null;
}

/** The header that carries the word; docs/cdn.md has the configurations that read it. */
const KEY_HEADER = "x-purge-key";
const TIMEOUT_MILLIS = 10_000;

export interface CacheCall {
  method: "PURGE" | "BAN" | "GET";
  /** As a client asks for it at the region. */
  path: string;
  headers?: Record<string, string>;
}

/** Sends one call to a cache, under the host by which clients know it. */
export function callCache(
  config: Config,
  cache: HttpCache,
  { method, path, headers }: CacheCall,
): Promise<OutboundOutcome> {
  return guardedFetch(config, {
    url: `${new URL(cache.purgeUrl).origin}${path}`,
    method,
    headers: {
      host: new URL(cache.baseUrl).host,
      "user-agent": WARM_UP_AGENT,
      ...(cache.key !== null && { [KEY_HEADER]: cache.key }),
      ...headers,
    },
    // An administrator named it, and it stands in the operator's own network more often than not.
    reach: "named",
    redirectsMax: 0,
    timeoutMillis: TIMEOUT_MILLIS,
  });
}

/** Throws PurgeFailed unless a cache answered with one of these. */
export function requireStatus(outcome: OutboundOutcome, cacheName: string, wanted: readonly number[]): void {
  if (outcome.kind === "tooLarge") return;
  if (outcome.kind !== "answer") {
    throw new PurgeFailed(`${cacheName} could not be asked to forget: ${outcome.reason}`, {
      isFinal: outcome.kind === "refused",
    });
  }
  if (wanted.includes(outcome.status)) return;
  const isForbidden = [401, 403, 405].includes(outcome.status);
  const remedy = isForbidden ? " It does not take purges from this server: see its configuration." : "";
  throw new PurgeFailed(`${cacheName} answered ${outcome.status} to the purge.${remedy}`, { isFinal: isForbidden });
}
