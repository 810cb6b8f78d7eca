import { builtIn } from "#lib/cdn/providers/built-in.ts";
import { makeCloudFront } from "#lib/cdn/providers/cloud-front.ts";
import { makeCloudflare } from "#lib/cdn/providers/cloudflare.ts";
import type { HttpCache } from "#lib/cdn/providers/http-purge.ts";
import { makeNginx } from "#lib/cdn/providers/nginx.ts";
import { PurgeFailed, type CdnProvider } from "#lib/cdn/providers/provider.ts";
import { makeVarnish } from "#lib/cdn/providers/varnish.ts";
import type { Region } from "#lib/cdn/region.ts";
import { missingFor } from "#lib/cdn/rules/provider.ts";
import { basePathOf } from "#lib/cdn/rules/region.ts";
import { selectPathsWithPrefix } from "#lib/cdn/store-distributions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assertNever } from "#lib/kernel/errors.ts";

/** The provider of a region. Throws PurgeFailed where something is missing that a person must enter first. */
export function openProvider(ctx: Context, region: Region): CdnProvider {
  const { secrets, provider } = region;
  if (secrets === null) {
    throw new PurgeFailed("The region's credentials cannot be opened. Enter them again.", { isFinal: true });
  }
  const [missing] = missingFor(provider, secrets);
  if (missing) throw new PurgeFailed(missing.message, { isFinal: true });
  switch (provider) {
    case "builtIn":
      return builtIn;
    case "varnish":
      return makeVarnish(ctx.config, httpCacheOf(region));
    case "nginx":
      return makeNginx(ctx.config, httpCacheOf(region), (prefix, limit) => expandPrefix(ctx, region, prefix, limit));
    case "cloudflare":
      return makeCloudflare({ baseUrl: region.baseUrl, zoneId: secrets.zoneId ?? "", apiKey: secrets.apiKey ?? "" });
    case "cloudFront":
      return makeCloudFront({ distributionId: secrets.distributionId ?? "", apiKey: secrets.apiKey });
    default:
      return assertNever(provider);
  }
}

function httpCacheOf({ baseUrl, purgeUrl, secrets }: Region): HttpCache {
  return { baseUrl, purgeUrl: purgeUrl ?? baseUrl, key: secrets?.apiKey ?? null };
}

/** The region's own addresses begin with what its address adds; what is kept here does not. */
async function expandPrefix(ctx: Context, region: Region, prefix: string, limit: number): Promise<string[]> {
  const basePath = basePathOf(region.baseUrl);
  const ours = prefix.startsWith(basePath) ? prefix.slice(basePath.length) : "";
  const paths = await selectPathsWithPrefix(ctx.db, { region: region.name, prefix: ours, limit });
  return paths.map((path) => `${basePath}${path}`);
}
