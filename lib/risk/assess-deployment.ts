import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { startNeed } from "#lib/environments/rules/approval.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { findSides } from "#lib/risk/find-sides.ts";
import { gatherChange, unknownChange } from "#lib/risk/gather-change.ts";
import { judge } from "#lib/risk/judge.ts";
import { keepAssessment } from "#lib/risk/keep-assessment.ts";
import type { Level } from "#lib/risk/rules/score.ts";
import { findCompared, type KeptFeatures } from "#lib/risk/store.ts";
import { deletePreliminary, findLimits, isAssessed, saveNeed } from "#lib/risk/store-gate.ts";
import { findVersionBefore } from "#lib/risk/store-history.ts";
import { selectUnassessed, type Unassessed } from "#lib/risk/store-outcomes.ts";
import { findDeploymentSubject, findRolloutSubject } from "#lib/risk/store-subjects.ts";
import type { Subject } from "#lib/risk/subject.ts";

/** The same two versions were compared within this time, by the form say: that is believed again. */
const COMPARED_MILLIS = 3_600_000;
const AT_ONCE = 20;

/**
 * Assesses a deployment that was just made, inside the caller's transaction: by what the database knows, and by what was
 * found when the same versions were last compared. Where they were not, the score is preliminary, and the orchestrator
 * compares them a moment later. Null where the deployment is not there.
 */
export async function assessForDeployment(
  ctx: Context,
  tx: Transaction,
  deploymentId: string,
): Promise<{ score: number; level: Level; isPreliminary: boolean } | null> {
  const found = await findDeploymentSubject(tx, deploymentId, ctx.clock.now());
  if (!found) return null;
  const subject = await withVersionBefore(tx, found);
  const since = new Date(ctx.clock.now().getTime() - COMPARED_MILLIS);
  const compared = await findCompared(tx, subject, since);
  const judged = await judge(ctx, tx, subject, compared);
  await keepAssessment(ctx, tx, { subject, judged, deploymentId });
  const { score, level } = judged.assessment;
  await gate(ctx, tx, deploymentId, score);
  return { score, level, isPreliminary: compared === null };
}

/** Assesses everything under way that nobody has assessed in full. One that cannot be is noted, and the others go on. */
export async function assessUnassessed(ctx: Context): Promise<null> {
  for (const one of await selectUnassessed(ctx.db, AT_ONCE)) {
    try {
      await assessOne(ctx, one);
    } catch (error) {
      ctx.log.warn({ err: error, ...one }, "Versions could not be compared; the change counts as unknown.");
      await assessBlindly(ctx, one);
    }
  }
  return null;
}

async function assessBlindly(ctx: Context, one: Unassessed): Promise<void> {
  try {
    await assessOne(ctx, one, unknownChange("Comparing the versions failed; the log says why."));
  } catch (error) {
    ctx.log.error({ err: error, ...one }, "A deployment could not be assessed; it is tried again in the next round.");
  }
}

async function assessOne(ctx: Context, one: Unassessed, known?: KeptFeatures["compared"]): Promise<void> {
  const { deploymentId, rolloutId } = one;
  const now = ctx.clock.now();
  const found =
    deploymentId === null
      ? rolloutId && (await findRolloutSubject(ctx.db, rolloutId, now))
      : await findDeploymentSubject(ctx.db, deploymentId, now);
  if (!found) return;
  const subject = await withVersionBefore(ctx.db, found);
  // Comparing takes seconds and threads, so it is done before the transaction begins.
  const compared = known ?? (await compare(ctx, subject));
  await inTransaction(ctx, async (tx) => {
    if (await isAssessed(tx, one)) return;
    const judged = await judge(ctx, tx, subject, compared);
    if (deploymentId !== null) await deletePreliminary(tx, deploymentId);
    await keepAssessment(ctx, tx, { subject, judged, deploymentId, rolloutId });
    const { score } = judged.assessment;
    if (deploymentId !== null) await gate(ctx, tx, deploymentId, score);
  });
}

async function compare(ctx: Context, subject: Subject): Promise<NonNullable<KeptFeatures["compared"]>> {
  const since = new Date(ctx.clock.now().getTime() - COMPARED_MILLIS);
  const known = await findCompared(ctx.db, subject, since);
  if (known) return known;
  const sides = await findSides(ctx, subject);
  return typeof sides === "string" ? unknownChange(sides) : gatherChange(ctx, sides);
}

async function withVersionBefore(db: Context["db"] | Transaction, subject: Subject): Promise<Subject> {
  const { productId, environmentId, toVersionId, fromVersionId } = subject;
  if (fromVersionId !== null || toVersionId === null) return subject;
  const before = await findVersionBefore(db, { productId, versionId: toVersionId, environmentId });
  return { ...subject, fromVersionId: before?.id ?? null };
}

/** Above its environment's limit a deployment that has not begun needs an approval, even where none was asked for. */
async function gate(ctx: Context, tx: Transaction, deploymentId: string, score: number): Promise<void> {
  const limits = await findLimits(tx, deploymentId);
  const need = limits && startNeed(limits, score);
  const gated = need && (await saveNeed(tx, deploymentId, need));
  if (!gated) return;
  const { productId, ...told } = gated;
  recordEvent(ctx, tx, {
    type: "deployment_approval_needed",
    subject: { kind: "deployment", id: deploymentId },
    productId,
    data: { ...told, missingApprovals: need.count, reason: need.because },
  });
}
