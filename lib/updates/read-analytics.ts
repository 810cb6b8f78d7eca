import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { analyticsInput } from "#lib/updates/input.ts";
import { adoptionCurve } from "#lib/updates/rules/adoption-curve.ts";
import { chanceOfAccident, failureRate } from "#lib/updates/rules/compare-outcomes.ts";
import {
  countFailures,
  countInstalls,
  countOutcomes,
  countSplits,
  type SplitRow,
} from "#lib/updates/store-notifications.ts";
import { flushTold } from "#lib/updates/told.ts";
import type { AnalyticsView } from "#lib/updates/view.ts";

const RANGE_SECONDS = { "1d": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400, "90d": 90 * 86_400 } as const;
/** As many spans as a chart shows well. */
const SPANS = 60;

/** Tells who was told of which version, what became of that, and how it spread. */
export async function readAnalytics(ctx: Context, rawInput: unknown): Promise<AnalyticsView> {
  requirePermission(ctx.actor, "versions:read");
  const input = parseInput(analyticsInput, rawInput);
  const product = await requireProduct(ctx.db, input.productId ?? input.extensionId ?? "");
  // What this process has told a moment ago belongs to the answer.
  await flushTold(ctx);
  const seconds = RANGE_SECONDS[input.range];
  const since = new Date(ctx.clock.now().getTime() - seconds * 1000);
  const query = {
    productId: product.id,
    versionId: input.versionId ?? null,
    distributionId: input.distributionId ?? null,
    since,
  };
  const spanSeconds = seconds / SPANS;
  const [versions, installs, splits, failures] = await Promise.all([
    countOutcomes(ctx.db, query),
    countInstalls(ctx.db, query, spanSeconds),
    countSplits(ctx.db, product.id),
    countFailures(ctx.db, query),
  ]);
  const points = adoptionCurve(installs, { since, spanSeconds, spans: SPANS });
  return {
    productId: product.id,
    since: since.toISOString(),
    versions: versions.map((row) => ({ ...row, lastToldAt: row.lastToldAt.toISOString() })),
    points: points.map(({ at, counts }) => ({ at: at.toISOString(), counts })),
    splits: compareSides(splits),
    failures,
  };
}

function compareSides(rows: readonly SplitRow[]): AnalyticsView["splits"] {
  return [...Map.groupBy(rows, (row) => row.distributionId)].map(([distributionId, sides]) => {
    const [one, other] = sides;
    return {
      distributionId,
      channel: one?.channel ?? "",
      sides: sides.map(({ distributionId: _id, channel: _channel, ...side }) => ({
        ...side,
        failureRate: failureRate(side),
      })),
      pValue: one && other ? chanceOfAccident(one, other) : null,
    };
  });
}
