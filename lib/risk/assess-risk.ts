import { reachOf } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireArtifact } from "#lib/builds/find.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { openPair } from "#lib/diffs/open-pair.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput, withAliases } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { findVersionId } from "#lib/products/store-versions.ts";
import type { ProductView } from "#lib/products/view.ts";
import { explain } from "#lib/risk/explain.ts";
import { findSides } from "#lib/risk/find-sides.ts";
import { gatherChange, unknownChange, type Sides } from "#lib/risk/gather-change.ts";
import { assessRiskInput, RISK_ALIASES, type RiskQuestion } from "#lib/risk/input.ts";
import { judge } from "#lib/risk/judge.ts";
import { keepAssessment } from "#lib/risk/keep-assessment.ts";
import { firstShareOf, hasCheck } from "#lib/risk/rules/exposure.ts";
import { findAssessment } from "#lib/risk/store.ts";
import { findVersionBefore } from "#lib/risk/store-history.ts";
import type { Subject } from "#lib/risk/subject.ts";
import type { RiskView } from "#lib/risk/view.ts";
import { planFromTemplate } from "#lib/templates/resolve.ts";

/**
 * Assesses what somebody thinks of deploying: compares what runs with what comes, looks at history, clock and devices,
 * and keeps the answer. Nothing is started. Throws NOT_FOUND for what is named and not there.
 */
export async function assessRisk(ctx: Context, rawInput: unknown): Promise<RiskView> {
  requirePermission(ctx.actor, "deployments:read");
  const question = parseInput(assessRiskInput, withAliases(rawInput, RISK_ALIASES));

  const { subject, sides } = await findSubject(ctx, question);
  const compared = typeof sides === "string" ? unknownChange(sides) : await gatherChange(ctx, sides);
  const judged = await judge(ctx, ctx.db, subject, compared);
  const explanation = question.explain ? await explain(ctx, judged) : null;
  return inTransaction(ctx, async (tx) => {
    const id = await keepAssessment(ctx, tx, { subject, judged, explanation });
    const view = await findAssessment(tx, { id });
    if (!view) throw notFound("assessment");
    return view;
  });
}

async function findSubject(ctx: Context, question: RiskQuestion): Promise<{ subject: Subject; sides: Sides | string }> {
  const environment =
    question.environment === undefined ? null : await requireEnvironment(ctx.db, question.environment);
  const { product, versions, sides } = await findPair(ctx, question, environment?.id ?? null);
  return {
    sides: sides ?? (await findSides(ctx, versions)),
    subject: {
      ...versions,
      productId: product.id,
      timeZone: product.timeZone,
      environmentId: environment?.id ?? null,
      deviceFilter: environment?.deviceFilter ?? {},
      plannedAt: question.plannedAt === undefined ? ctx.clock.now() : new Date(question.plannedAt),
      ...(await findSteps(ctx, question, { product, environmentSlug: environment?.slug ?? "" })),
    },
  };
}

interface FoundPair {
  product: ProductView;
  versions: Pick<Subject, "fromVersionId" | "toVersionId">;
  /** Where builds were named. */
  sides: Sides | null;
}

async function findPair(ctx: Context, question: RiskQuestion, environmentId: string | null): Promise<FoundPair> {
  const { artifacts, productId, version, fromVersion } = question;
  if (artifacts) {
    const pair = await openPair(ctx, artifacts);
    const versions = { fromVersionId: pair.from.versionId, toVersionId: pair.to.versionId };
    const product = await requireProduct(ctx.db, (await requireArtifact(ctx.db, artifacts.to)).product.id);
    return { product, versions, sides: { kind: "builds", pair } };
  }
  const product = await requireProduct(ctx.db, productId ?? "");
  const toVersionId = await requireVersionId(ctx, product.id, version ?? "");
  const fromVersionId =
    fromVersion === undefined
      ? ((await findVersionBefore(ctx.db, { productId: product.id, versionId: toVersionId, environmentId }))?.id ??
        null)
      : await requireVersionId(ctx, product.id, fromVersion);
  return { product, versions: { fromVersionId, toVersionId }, sides: null };
}

async function requireVersionId(ctx: Context, productId: string, versionOrId: string): Promise<string> {
  const id = await findVersionId(ctx.db, productId, versionOrId);
  if (id === null) throw notFound("version");
  return id;
}

/** By the template, where its variables are filled in far enough; by the share that was named in its place. */
async function findSteps(
  ctx: Context,
  { template, variables, firstPercent, version }: RiskQuestion,
  { product, environmentSlug }: { product: ProductView; environmentSlug: string },
): Promise<Pick<Subject, "firstShare" | "hasSmokeTest">> {
  const named = firstPercent === undefined ? null : firstPercent / 100;
  if (template === undefined) return { firstShare: named, hasSmokeTest: false };
  try {
    const { plan } = await planFromTemplate(ctx.db, {
      templateId: template,
      variables,
      facts: { risk: null, environmentSlug, productSlug: product.slug, version: version ?? "" },
      reach: reachOf(ctx.actor),
    });
    return { firstShare: named ?? firstShareOf(plan.stages), hasSmokeTest: hasCheck(plan.stages) };
  } catch (error) {
    // The form is still being filled in; the rest of the answer helps already.
    if (!(error instanceof DomainError) || error.code !== "IMPOSSIBLE") throw error;
    return { firstShare: named, hasSmokeTest: false };
  }
}
