import { callCache, requireStatus, type HttpCache } from "#lib/cdn/providers/http-purge.ts";
import type { CdnProvider } from "#lib/cdn/providers/provider.ts";
import { isPattern, prefixOf } from "#lib/cdn/rules/purge-path.ts";
import type { Config } from "#lib/kernel/config.ts";

/** The header with the regular expression for a ban; docs/cdn.md has the VCL that reads it. */
const BAN_HEADER = "x-ban-url";

/** Varnish: PURGE for one address, BAN for all that begin so. */
export function makeVarnish(config: Config, cache: HttpCache): CdnProvider {
  return {
    async purge({ paths }) {
      for (const path of paths) {
        const outcome = isPattern(path)
          ? await callCache(config, cache, { method: "BAN", path: "/", headers: { [BAN_HEADER]: banOf(path) } })
          : await callCache(config, cache, { method: "PURGE", path });
        requireStatus(outcome, "Varnish", [200, 204]);
      }
    },
  };
}

/** What begins like a pattern, as a regular expression. Paths hold no blank and no quote, so nothing ends it early. */
export function banOf(pattern: string): string {
  return `^${prefixOf(pattern).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
}
