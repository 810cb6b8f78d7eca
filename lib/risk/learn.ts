import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { fitModel } from "#lib/risk/rules/fit.ts";
import { estimate } from "#lib/risk/rules/model.ts";
import { FEATURES, PRIOR } from "#lib/risk/rules/prior.ts";
import { measureQuality, type Quality } from "#lib/risk/rules/quality.ts";
import { findModel, insertModel } from "#lib/risk/store.ts";
import {
  countOutcomes,
  deleteIdleAssessments,
  saveOutcomes,
  selectOutcomes,
  type OutcomeRow,
} from "#lib/risk/store-outcomes.ts";

/** Older ones count for a quarter at most; and a fit of so many holds up the process for a third of a second. */
const ROWS_MAX = 10_000;
/** A model is fitted anew when there are so many more outcomes, at least one: of many, one more changes nothing. */
const GROWTH = 0.01;
/** With fewer, the quality of a model on what it has not seen says nothing. */
const MEASURED_FROM = 50;
const TRAINING_SHARE = 0.8;
/** What was asked for and never came to a deployment is kept for as long. */
const IDLE_DAYS = 30;
const DAY_MILLIS = 86_400_000;

/** Notes what became of deployments, and fits the model anew when there is something to learn. */
export async function learnFromOutcomes(ctx: Context): Promise<void> {
  await inTransaction(ctx, (tx) => saveOutcomes(tx));
  await deleteIdleAssessments(ctx.db, new Date(ctx.clock.now().getTime() - IDLE_DAYS * DAY_MILLIS));
  const [latest, outcomes] = [await findModel(ctx.db), await countOutcomes(ctx.db)];
  const known = latest?.ownOutcomes ?? 0;
  if (outcomes === 0 || Math.abs(outcomes - known) < Math.max(1, known * GROWTH)) return;

  const rows = await selectOutcomes(ctx.db, { productId: null, since: null, limit: ROWS_MAX });
  const model = fitRows(rows);
  const quality = measureLast(rows);
  await inTransaction(ctx, async (tx) => {
    const id = await insertModel(tx, { model, rows: outcomes, quality }, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "risk_model_fitted",
      subject: { kind: "risk", id },
      data: { ownOutcomes: outcomes, ...(quality && { brier: quality.brier, ece: quality.ece }) },
    });
  });
}

function fitRows(rows: readonly OutcomeRow[]) {
  const columns = FEATURES.map(({ name }) => rows.map(({ values }) => values[name] ?? NaN));
  return fitModel({ features: FEATURES, columns, failed: rows.map(({ failed }) => Number(failed)) }, { prior: PRIOR });
}

/** How a model of the first four fifths predicts the rest. */
function measureLast(rows: readonly OutcomeRow[]): Quality | null {
  if (rows.length < MEASURED_FROM) return null;
  const first = Math.floor(rows.length * TRAINING_SHARE);
  const model = fitRows(rows.slice(0, first));
  const rest = rows.slice(first);
  return measureQuality(
    rest.map(({ values }) => estimate(model, values).probability),
    rest.map(({ failed }) => Number(failed)),
  );
}
