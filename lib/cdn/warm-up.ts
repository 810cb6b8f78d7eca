import { openRegion, type Region } from "#lib/cdn/region.ts";
import { WARM_UP_AGENT } from "#lib/cdn/rules/access-log.ts";
import { afterStep } from "#lib/cdn/rules/distribution.ts";
import { nextTryAfter } from "#lib/cdn/rules/retry.ts";
import { claimPlaces, saveWarmUp, type ClaimedPlace } from "#lib/cdn/store-distributions.ts";
import { findAddressedFile } from "#lib/cdn/store-files.ts";
import { findRegion } from "#lib/cdn/store-regions.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { guardedFetch, type OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";

const AT_ONCE = 8;
const ROUNDS_MAX = 20;
/** A cache answers a HEAD only when it has asked the server itself. */
const TIMEOUT_MILLIS = 60_000;
/** Longer than a call may take, so that none is made twice while it runs. */
const LEASE_SECONDS = 120;

/** Asks regions for the files that they have not been asked for yet. What answers with the file counts as distributed. */
export async function warmUp(ctx: Context): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const now = ctx.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1000);
    const claimed = await inTransaction(ctx, (tx) => claimPlaces(tx, { now, leaseUntil, limit: AT_ONCE }));
    await Promise.all(claimed.map((place) => warmUpOne(ctx, place)));
    if (claimed.length < AT_ONCE) return;
  }
}

async function warmUpOne(ctx: Context, place: ClaimedPlace): Promise<void> {
  const [record, file] = await Promise.all([findRegion(ctx.db, place.region), findAddressedFile(ctx.db, place.fileId)]);
  if (!record || !file) return; // Deleted meanwhile; its caches are told to forget it.
  const outcome = await ask(ctx, openRegion(ctx, record), place.path);
  await settle(ctx, place, file.fileName, faultOf(outcome, file.fileSize));
}

/**
 * A HEAD is enough: Varnish, nginx and Cloudflare ask the server for the whole file to answer it, and nothing of it
 * comes back to us. CloudFront keeps answers to HEAD apart, so it is asked for the first byte.
 */
function ask(ctx: Context, { provider, baseUrl }: Region, path: string): Promise<OutboundOutcome> {
  const isRange = provider === "cloudFront";
  return guardedFetch(ctx.config, {
    url: `${baseUrl}${path}`,
    method: isRange ? "GET" : "HEAD",
    headers: { "user-agent": WARM_UP_AGENT, ...(isRange && { range: "bytes=0-0" }) },
    // An administrator named it, and it stands in the operator's own network more often than not.
    reach: "named",
    timeoutMillis: TIMEOUT_MILLIS,
  });
}

/** Says in a sentence why an answer is not the file's; null where it is. */
function faultOf(outcome: OutboundOutcome, fileSize: number): string | null {
  if (outcome.kind === "tooLarge") return null;
  if (outcome.kind !== "answer") return outcome.reason;
  const { status, headers } = outcome;
  if (status === 206) return null;
  if (status !== 200) return `It answered ${status} where the file should be.`;
  const length = headers["content-length"];
  const isSame = length === undefined || Number(length) === fileSize;
  return isSame ? null : `It hands out ${length} bytes where the file has ${fileSize}.`;
}

async function settle(ctx: Context, place: ClaimedPlace, fileName: string, error: string | null): Promise<void> {
  const now = ctx.clock.now();
  const nextTryAt = error === null ? null : nextTryAfter(place.attempts, now);
  const step = error === null ? "warmed" : nextTryAt === null ? "gaveUp" : null;
  const state = (step && afterStep("pending", step)) ?? "pending";
  await inTransaction(ctx, async (tx) => {
    const isSaved = await saveWarmUp(tx, place, { state, error, nextTryAt }, now);
    if (!isSaved || state !== "failed") return;
    recordEvent(ctx, tx, {
      type: "cdn_distribution_failed",
      subject: { kind: "region", id: place.region },
      data: { region: place.region, fileId: place.fileId, file: fileName, reason: error },
    });
  });
}
