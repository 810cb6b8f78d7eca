import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { calibrationInput } from "#lib/risk/input.ts";
import { CALIBRATED_FROM } from "#lib/risk/rules/assessment.ts";
import { calibrationBins, measureQuality } from "#lib/risk/rules/quality.ts";
import { findModel } from "#lib/risk/store.ts";
import { selectOutcomes, type OutcomeRow } from "#lib/risk/store-outcomes.ts";
import type { CalibrationMonth, CalibrationView } from "#lib/risk/view.ts";

const ROWS_MAX = 50_000;

/** Compares what was predicted with what came, over months: each assessment counts as it was made before the end. */
export async function readCalibration(ctx: Context, rawInput: unknown): Promise<CalibrationView> {
  requirePermission(ctx.actor, "deployments:read");
  const { productId, months } = parseInput(calibrationInput, rawInput);

  const product = productId === undefined ? null : await requireProduct(ctx.db, productId);
  const since = monthsBefore(ctx.clock.now(), months);
  const rows = await selectOutcomes(ctx.db, { productId: product?.id ?? null, since, limit: ROWS_MAX });
  const model = await findModel(ctx.db);
  return {
    outcomes: rows.length,
    isCalibrated: (model?.ownOutcomes ?? 0) >= CALIBRATED_FROM,
    calibratedFrom: CALIBRATED_FROM,
    quality: rows.length === 0 ? null : measureQuality(...columnsOf(rows)),
    bins: calibrationBins(...columnsOf(rows)),
    months: [...Map.groupBy(rows, ({ at }) => at.toISOString().slice(0, 7))].map(([month, ofMonth]) =>
      toMonth(month, ofMonth),
    ),
    model: model && { fittedAt: model.createdAt.toISOString(), ownOutcomes: model.ownOutcomes },
  };
}

function columnsOf(rows: readonly OutcomeRow[]): [number[], number[]] {
  return [rows.map(({ probability }) => probability), rows.map(({ failed }) => Number(failed))];
}

function toMonth(month: string, rows: readonly OutcomeRow[]): CalibrationMonth {
  const [predicted, failed] = columnsOf(rows);
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const quality = measureQuality(predicted, failed);
  return { month, count: rows.length, predicted: mean(predicted), actual: mean(failed), ...quality };
}

/** The first of the month so many months back, this one included. */
function monthsBefore(now: Date, months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months + 1, 1));
}
