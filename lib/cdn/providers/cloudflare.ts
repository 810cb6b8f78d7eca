import Cloudflare, { APIError } from "cloudflare";
import { inPieces, PurgeFailed, type CdnProvider } from "#lib/cdn/providers/provider.ts";
import { FILE_ADDRESS_PREFIX, readFileAddress } from "#lib/artifacts/rules/file-address.ts";
import { readCacheWord } from "#lib/cdn/rules/cache-state.ts";
import { isPattern, prefixOf } from "#lib/cdn/rules/purge-path.ts";
import { basePathOf } from "#lib/cdn/rules/region.ts";
import type { FileDayCounts } from "#lib/cdn/store-stats.ts";

/** As many addresses as every plan takes in one call. */
const PER_CALL = 30;
const ROWS_MAX = 10_000;

export interface CloudflareZone {
  baseUrl: string;
  zoneId: string;
  apiKey: string;
  /** Instead of Cloudflare's own; only tests have one. */
  apiUrl?: string;
}

/** Cloudflare: addresses by their URL, patterns as prefixes, statistics from its GraphQL analytics. */
export function makeCloudflare({ baseUrl, zoneId, apiKey, apiUrl }: CloudflareZone): CdnProvider {
  // Whoever calls us tries again with growing pauses; the client would do so a second time inside of each try.
  const client = new Cloudflare({
    apiToken: apiKey,
    maxRetries: 0,
    timeout: 20_000,
    ...(apiUrl && { baseURL: apiUrl }),
  });
  const { origin, host } = new URL(baseUrl);

  return {
    async purge({ paths }) {
      const files = paths.filter((path) => !isPattern(path)).map((path) => `${origin}${path}`);
      const prefixes = paths.filter(isPattern).map((path) => `${host}${prefixOf(path)}`);
      try {
        for (const piece of inPieces(files, PER_CALL)) await client.cache.purge({ zone_id: zoneId, files: piece });
        for (const piece of inPieces(prefixes, PER_CALL))
          await client.cache.purge({ zone_id: zoneId, prefixes: piece });
      } catch (error) {
        throw tellTrouble(error);
      }
    },

    async readDays(since, until) {
      const basePath = basePathOf(baseUrl);
      try {
        const answer = await client.post<AnalyticsAnswer>("/graphql", {
          body: {
            query: QUERY,
            variables: {
              zoneTag: zoneId,
              host,
              since,
              until,
              path: `${basePath}${FILE_ADDRESS_PREFIX}%`,
              limit: ROWS_MAX,
            },
          },
        });
        const [fault] = answer.errors ?? [];
        if (fault) throw new PurgeFailed(`Cloudflare's analytics answered: ${fault.message}`);
        return toCounts(answer.data?.viewer.zones[0]?.downloads ?? [], basePath);
      } catch (error) {
        throw tellTrouble(error);
      }
    },
  };
}

const QUERY = `query Downloads($zoneTag: string!, $host: string!, $since: Date!, $until: Date!, $path: string!, $limit: uint64!) {
  viewer {
    zones(filter: { zoneTag: $zoneTag }) {
      downloads: httpRequestsAdaptiveGroups(
        limit: $limit
        orderBy: [count_DESC]
        filter: {
          date_geq: $since
          date_leq: $until
          requestSource: "eyeball"
          clientRequestHTTPHost: $host
          clientRequestHTTPMethodName: "GET"
          clientRequestPath_like: $path
          edgeResponseStatus_in: [200, 206]
        }
      ) {
        count
        sum { edgeResponseBytes }
        dimensions { date clientRequestPath cacheStatus edgeResponseStatus }
      }
    }
  }
}`;

interface AnalyticsRow {
  count: number;
  sum: { edgeResponseBytes: number };
  dimensions: { date: string; clientRequestPath: string; cacheStatus: string; edgeResponseStatus: number };
}

interface AnalyticsAnswer {
  data: { viewer: { zones: { downloads: AnalyticsRow[] }[] } } | null;
  errors?: { message: string }[] | null;
}

function toCounts(rows: readonly AnalyticsRow[], basePath: string): FileDayCounts[] {
  const byFileAndDay = new Map<string, FileDayCounts>();
  for (const { count, sum, dimensions } of rows) {
    const file = readFileAddress(dimensions.clientRequestPath.slice(basePath.length));
    if (!file) continue;
    const { date: day } = dimensions;
    const key = `${day} ${dimensions.clientRequestPath}`;
    const counts = byFileAndDay.get(key) ?? { ...file, day, downloads: 0, bytes: 0, hits: 0, misses: 0 };
    const state = readCacheWord(dimensions.cacheStatus);
    counts.downloads += dimensions.edgeResponseStatus === 200 ? count : 0;
    counts.bytes += sum.edgeResponseBytes;
    counts.hits += state === "hit" ? count : 0;
    counts.misses += state === "miss" ? count : 0;
    byFileAndDay.set(key, counts);
  }
  return [...byFileAndDay.values()];
}

function tellTrouble(error: unknown): PurgeFailed {
  if (error instanceof PurgeFailed) return error;
  if (!(error instanceof APIError) || error.status === undefined) {
    return new PurgeFailed("Cloudflare could not be reached.", { cause: error });
  }
  const said = error.errors.map(({ message }) => message).join(" ") || "no reason";
  const isFinal = error.status < 500 && error.status !== 429;
  return new PurgeFailed(`Cloudflare answered ${error.status}: ${said}`, { isFinal, cause: error });
}
