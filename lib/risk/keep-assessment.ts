import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { Judged } from "#lib/risk/judge.ts";
import { findVersionName, insertAssessment } from "#lib/risk/store.ts";
import type { Subject } from "#lib/risk/subject.ts";
import type { ExplanationView } from "#lib/risk/view.ts";

export interface Kept {
  subject: Subject;
  judged: Judged;
  deploymentId?: string | null;
  rolloutId?: string | null;
  explanation?: ExplanationView | null;
}

/** Keeps an assessment, and tells of it. Returns its id. */
export async function keepAssessment(ctx: Context, tx: Transaction, kept: Kept): Promise<string> {
  const { subject, judged, deploymentId = null, rolloutId = null, explanation = null } = kept;
  const { productId, environmentId, fromVersionId, toVersionId, plannedAt } = subject;
  const id = await insertAssessment(
    tx,
    {
      ...{ productId, environmentId, fromVersionId, toVersionId, plannedAt, deploymentId, rolloutId, explanation },
      ...judged,
      createdBy: toActorView(ctx.actor),
    },
    ctx.clock.now(),
  );
  const { score, level, probability } = judged.assessment;
  recordEvent(ctx, tx, {
    type: "risk_assessed",
    subject: { kind: "risk", id },
    productId,
    data: {
      ...{ score, level, probability: Math.round(probability * 1000) / 1000, deploymentId, rolloutId },
      version: await findVersionName(tx, toVersionId),
    },
  });
  return id;
}
