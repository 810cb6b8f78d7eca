import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { gatherFacts, gatherGuardFacts } from "#lib/risk/gather-facts.ts";
import { unknownChange } from "#lib/risk/gather-change.ts";
import { assess } from "#lib/risk/rules/assess.ts";
import { CALIBRATED_FROM, type Assessment, type Guard } from "#lib/risk/rules/assessment.ts";
import { toFeatures } from "#lib/risk/rules/facts.ts";
import { listGuards } from "#lib/risk/rules/guards.ts";
import { PRIOR } from "#lib/risk/rules/prior.ts";
import { findModel, type KeptFeatures } from "#lib/risk/store.ts";
import type { Subject } from "#lib/risk/subject.ts";

export interface Judged {
  assessment: Assessment;
  guards: Guard[];
  features: KeptFeatures;
  modelId: string | null;
}

const NOT_COMPARED = "The versions have not been compared yet.";

/** Judges a subject by the newest model. Null for what was compared leaves the change unknown for now. */
export async function judge(
  ctx: Context,
  db: Queryable,
  subject: Subject,
  compared: KeptFeatures["compared"],
): Promise<Judged> {
  const kept = await findModel(db);
  const facts = await gatherFacts(ctx, db, subject, compared ?? unknownChange(NOT_COMPARED));
  const isCalibrated = (kept?.ownOutcomes ?? 0) >= CALIBRATED_FROM;
  return {
    assessment: assess(facts, { model: kept?.model ?? PRIOR.model, isCalibrated }),
    guards: listGuards(await gatherGuardFacts(ctx, db, subject)),
    features: { values: toFeatures(facts), compared },
    modelId: kept?.id ?? null,
  };
}
