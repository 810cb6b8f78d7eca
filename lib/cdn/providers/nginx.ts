import { callCache, requireStatus, type HttpCache } from "#lib/cdn/providers/http-purge.ts";
import { PurgeFailed, type CdnProvider } from "#lib/cdn/providers/provider.ts";
import { isPattern, prefixOf } from "#lib/cdn/rules/purge-path.ts";
import type { Config } from "#lib/kernel/config.ts";

/** So many addresses stand for one pattern at the most. */
const EXPANDED_MAX = 10_000;
/** The header on which nginx asks the server again and keeps the new answer; docs/cdn.md has the configuration. */
const REFRESH_HEADER = "x-slipway-refresh";

/** Names the addresses that begin so and may be in the cache. */
export type ExpandPrefix = (prefix: string, limit: number) => Promise<string[]>;

/**
 * nginx forgets one address at a time. With the module ngx_cache_purge it takes PURGE, and says 404 of what it does not
 * have. Without the module it answers 405, and is asked for the address past its memory instead: what the server says
 * now takes the place of what was kept, be it new content or that there is none.
 */
export function makeNginx(config: Config, cache: HttpCache, expandPrefix: ExpandPrefix): CdnProvider {
  return {
    async purge({ paths }) {
      for (const path of await exactPaths(paths, expandPrefix)) await forget(config, cache, path);
    },
  };
}

async function forget(config: Config, cache: HttpCache, path: string): Promise<void> {
  const purged = await callCache(config, cache, { method: "PURGE", path });
  const hasModule = purged.kind !== "answer" || purged.status !== 405;
  if (hasModule) return requireStatus(purged, "nginx", [200, 204, 404, 412]);
  const refreshed = await callCache(config, cache, {
    method: "GET",
    path,
    headers: { [REFRESH_HEADER]: cache.key ?? "1", range: "bytes=0-0" },
  });
  requireStatus(refreshed, "nginx", [200, 206, 404, 410]);
  const word = refreshed.kind === "answer" ? refreshed.headers["x-cache"] : "BYPASS";
  if (word === "BYPASS" || word === "MISS" || word === "EXPIRED") return;
  throw new PurgeFailed(
    `nginx takes no PURGE, and did not ask the server again either (X-Cache: ${String(word ?? "none")}). Set it up as docs/cdn.md shows.`,
    { isFinal: true },
  );
}

async function exactPaths(paths: readonly string[], expandPrefix: ExpandPrefix): Promise<Set<string>> {
  const exact = new Set<string>();
  for (const path of paths) {
    if (!isPattern(path)) exact.add(path);
    else for (const known of await expandPrefix(prefixOf(path), EXPANDED_MAX)) exact.add(known);
  }
  return exact;
}
