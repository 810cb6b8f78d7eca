import { pruneNoise, pruneUntrusted } from "#lib/intake/store-deliveries.ts";
import type { Context } from "#lib/kernel/context.ts";

const KEPT_MAX = { rejected: 1_000, ignored: 2_000, duplicate: 2_000, noise: 2_000 };

/** Per process; between two runs the limits of callers bound what can come in. */
const PAUSE_MILLIS = 10_000;
let lastRunAt = Number.NEGATIVE_INFINITY;

/**
 * Deletes the oldest of what anybody can send, and of layers and pulls, so that neither fills the disk. Everything else
 * stays as long as deliveries are kept at all. Does nothing if it ran a moment ago.
 */
export async function pruneDeliveries(ctx: Context): Promise<void> {
  const now = performance.now();
  if (now - lastRunAt < PAUSE_MILLIS) return;
  lastRunAt = now;
  await pruneUntrusted(ctx.db, "rejected", KEPT_MAX.rejected);
  await pruneUntrusted(ctx.db, "ignored", KEPT_MAX.ignored);
  await pruneUntrusted(ctx.db, "duplicate", KEPT_MAX.duplicate);
  await pruneNoise(ctx.db, KEPT_MAX.noise);
}
