import { randomUUID } from "node:crypto";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireRegion } from "#lib/cdn/find-regions.ts";
import { regionInput } from "#lib/cdn/input.ts";
import { openProvider } from "#lib/cdn/providers/open-provider.ts";
import { PurgeFailed } from "#lib/cdn/providers/provider.ts";
import { openRegion, type Region } from "#lib/cdn/region.ts";
import { WARM_UP_AGENT } from "#lib/cdn/rules/access-log.ts";
import { readCacheState, type CacheState } from "#lib/cdn/rules/cache-state.ts";
import { probeAddress, readProbe } from "#lib/cdn/rules/probe.ts";
import { providerTraits } from "#lib/cdn/rules/provider.ts";
import { basePathOf } from "#lib/cdn/rules/region.ts";
import { saveCheck } from "#lib/cdn/store-regions.ts";
import type { RegionTest, RegionTestStep } from "#lib/cdn/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";

/**
 * Fetches a small object through a region: whether it leads to this server, whether the second time comes from the
 * cache's memory, and whether the cache forgets when it is told to.
 */
export async function testRegion(ctx: Context, rawInput: unknown): Promise<RegionTest> {
  requirePermission(ctx.actor, "regions:write");
  const { region: name } = parseInput(regionInput, rawInput);
  const region = openRegion(ctx, await requireRegion(ctx.db, name));
  const steps = await takeSteps(ctx, region, randomUUID());
  const failed = steps.find(({ ok }) => ok === false);
  const message = failed?.detail ?? "It leads to this server, keeps what it fetched, and forgets when it is told to.";
  await saveCheck(ctx.db, name, failed?.detail ?? null, ctx.clock.now());
  return {
    ok: failed === undefined,
    message: region.provider === "builtIn" && !failed ? "It leads to this server." : message,
    steps,
  };
}

async function takeSteps(ctx: Context, region: Region, nonce: string): Promise<RegionTestStep[]> {
  const first = await fetchProbe(ctx, region, nonce);
  if (first.kind === "fault") return [{ step: "reach", ok: false, detail: first.reason, cache: "unknown" }];
  const reach: RegionTestStep = {
    step: "reach",
    ok: true,
    detail: "This server answered through it.",
    cache: first.cache,
  };
  if (region.provider === "builtIn") {
    return [
      reach,
      { step: "cache", ok: null, detail: "This server itself hands out; there is no cache.", cache: "unknown" },
      { step: "purge", ok: null, detail: "There is nothing to forget.", cache: "unknown" },
    ];
  }
  const second = await fetchProbe(ctx, region, nonce);
  const cache = judgeCache(first, second);
  return [reach, cache, await tryPurge(ctx, region, nonce, second)];
}

type Fetched = { kind: "probe"; servedAt: string; cache: CacheState } | { kind: "fault"; reason: string };

async function fetchProbe(ctx: Context, { baseUrl }: Region, nonce: string): Promise<Fetched> {
  const outcome = await guardedFetch(ctx.config, {
    url: `${baseUrl}${probeAddress(nonce)}`,
    headers: { "user-agent": WARM_UP_AGENT },
    reach: "named",
  });
  if (outcome.kind !== "answer") return { kind: "fault", reason: outcome.reason };
  const probe = outcome.status === 200 ? readProbe(outcome.body.toString("utf8")) : null;
  if (probe?.nonce !== nonce) {
    return {
      kind: "fault",
      reason: `It answered ${outcome.status}, and not with what this server says at ${probeAddress(nonce)}. It must lead here.`,
    };
  }
  const cache = readCacheState((name) => outcome.headers[name]?.toString());
  return { kind: "probe", servedAt: probe.servedAt, cache };
}

/** What was kept is the same to the millisecond; what the cache says of itself is only told. */
function judgeCache(first: Fetched, second: Fetched): RegionTestStep {
  if (first.kind === "fault" || second.kind === "fault") {
    const reason = second.kind === "fault" ? second.reason : "";
    return { step: "cache", ok: false, detail: `The second request failed. ${reason}`, cache: "unknown" };
  }
  const isKept = first.servedAt === second.servedAt;
  const detail = isKept
    ? "The second request was answered from its memory."
    : "It asked this server a second time instead of keeping the first answer.";
  return {
    step: "cache",
    ok: isKept,
    detail,
    cache: isKept ? "hit" : second.cache === "hit" ? "unknown" : second.cache,
  };
}

async function tryPurge(ctx: Context, region: Region, nonce: string, kept: Fetched): Promise<RegionTestStep> {
  const path = `${basePathOf(region.baseUrl)}${probeAddress(nonce)}`;
  try {
    await openProvider(ctx, region).purge({ paths: [path], reference: randomUUID() });
  } catch (error) {
    if (!(error instanceof PurgeFailed)) throw error;
    return { step: "purge", ok: false, detail: error.message, cache: "unknown" };
  }
  if (!providerTraits[region.provider].forgetsAtOnce) {
    return {
      step: "purge",
      ok: true,
      detail: "It took the invalidation, and carries it out within minutes.",
      cache: "unknown",
    };
  }
  const after = await fetchProbe(ctx, region, nonce);
  if (after.kind === "fault") return { step: "purge", ok: false, detail: after.reason, cache: "unknown" };
  const isForgotten = kept.kind === "probe" && kept.servedAt !== after.servedAt;
  const detail = isForgotten
    ? "After the purge it asked this server anew."
    : "It answered 200 to the purge and still hands out what it had.";
  return { step: "purge", ok: isForgotten, detail, cache: after.cache };
}
