import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Assessment, Guard } from "#lib/risk/rules/assessment.ts";
import type { RiskFacts } from "#lib/risk/rules/facts.ts";
import type { Facts, Model } from "#lib/risk/rules/model.ts";
import type { Quality } from "#lib/risk/rules/quality.ts";
import type { ExplanationView, RiskView } from "#lib/risk/view.ts";

/** What the column `features` holds. */
export interface KeptFeatures {
  values: Facts;
  /** What was compared, so that the same pair need not be compared again. Null: not compared yet. */
  compared: Pick<RiskFacts, "change" | "api"> | null;
}

export interface NewAssessment {
  productId: string;
  environmentId: string | null;
  deploymentId: string | null;
  rolloutId: string | null;
  fromVersionId: string | null;
  toVersionId: string | null;
  plannedAt: Date;
  assessment: Assessment;
  guards: readonly Guard[];
  features: KeptFeatures;
  modelId: string | null;
  explanation: ExplanationView | null;
  createdBy: ActorView;
}

export async function insertAssessment(tx: Transaction, draft: NewAssessment, now: Date): Promise<string> {
  const { assessment, guards, features, explanation, createdBy, ...place } = draft;
  const { factors, suggestions, ...numbers } = assessment;
  const row = await tx.riskAssessment.create({
    data: {
      ...place,
      ...numbers,
      features: toJson(features),
      factors: toJson(factors),
      guards: toJson(guards),
      suggestions: toJson(suggestions),
      explanation: explanation === null ? Prisma.DbNull : toJson(explanation),
      createdBy: { ...createdBy },
      createdAt: now,
    },
    select: { id: true },
  });
  return row.id;
}

const SHOWN_WITH = {
  product: { select: { id: true, slug: true } },
  model: { select: { ownOutcomes: true } },
} satisfies Prisma.RiskAssessmentInclude;

/** The latest assessment of a deployment or rollout, or one by its id. A rollout shares that of its deployment. */
export async function findAssessment(
  db: Queryable,
  where: { id: string } | { deploymentId: string } | { rolloutId: string },
): Promise<RiskView | null> {
  const row = await db.riskAssessment.findFirst({
    where: "rolloutId" in where ? { OR: [where, await ofItsDeployment(db, where.rolloutId)] } : where,
    include: SHOWN_WITH,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  if (!row) return null;
  const versions = await db.version.findMany({
    where: { id: { in: [row.fromVersionId, row.toVersionId].filter((id) => id !== null) } },
    select: { id: true, version: true },
  });
  const versionOf = (id: string | null) => versions.find((version) => version.id === id)?.version ?? null;
  const environment = row.environmentId
    ? await db.environment.findUnique({
        where: { id: row.environmentId },
        select: { id: true, slug: true, riskLimit: true },
      })
    : null;
  const { features, modelId: _model, model, createdBy: _by, environmentId: _id, productId: _product, ...rest } = row;
  const { fromVersionId, toVersionId, ...shown } = rest;
  // The columns hold only what insertAssessment wrote, so the casts are safe.
  return {
    ...shown,
    environment,
    level: row.level as RiskView["level"],
    factors: row.factors as unknown as RiskView["factors"],
    guards: row.guards as unknown as Guard[],
    suggestions: row.suggestions as unknown as RiskView["suggestions"],
    explanation: row.explanation as ExplanationView | null,
    outcome: row.outcome as RiskView["outcome"],
    isPreliminary: (features as unknown as KeptFeatures).compared === null,
    ownOutcomes: model?.ownOutcomes ?? 0,
    fromVersion: versionOf(fromVersionId),
    toVersion: versionOf(toVersionId),
    plannedAt: row.plannedAt.toISOString(),
    outcomeAt: row.outcomeAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

async function ofItsDeployment(db: Queryable, rolloutId: string): Promise<Prisma.RiskAssessmentWhereInput> {
  const rollout = await db.rollout.findUnique({ where: { id: rolloutId }, select: { deploymentId: true } });
  return rollout?.deploymentId ? { deploymentId: rollout.deploymentId } : { rolloutId };
}

export async function findVersionName(db: Queryable, id: string | null): Promise<string | null> {
  const row = id === null ? null : await db.version.findUnique({ where: { id }, select: { version: true } });
  return row?.version ?? null;
}

/** What was found when the same pair of versions was last compared. Builds may be added, so it is not kept for long. */
export async function findCompared(
  db: Queryable,
  { fromVersionId, toVersionId }: { fromVersionId: string | null; toVersionId: string | null },
  since: Date,
): Promise<KeptFeatures["compared"]> {
  if (toVersionId === null) return null;
  const row = await db.riskAssessment.findFirst({
    where: {
      fromVersionId,
      toVersionId,
      createdAt: { gte: since },
      NOT: { features: { path: ["compared"], equals: Prisma.AnyNull } },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { features: true },
  });
  return row && (row.features as unknown as KeptFeatures).compared;
}

export interface KeptModel {
  id: string;
  model: Model;
  ownOutcomes: number;
  createdAt: Date;
}

export async function findModel(db: Queryable): Promise<KeptModel | null> {
  const row = await db.riskModel.findFirst({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  if (!row) return null;
  const { id, weights, ownOutcomes, createdAt } = row;
  return { id, model: weights as unknown as Model, ownOutcomes, createdAt };
}

export async function insertModel(
  tx: Transaction,
  draft: { model: Model; rows: number; quality: Quality | null },
  now: Date,
): Promise<string> {
  const { model, rows, quality } = draft;
  const row = await tx.riskModel.create({
    data: { weights: toJson(model), ownOutcomes: rows, rows, quality: toJson(quality ?? {}), createdAt: now },
    select: { id: true },
  });
  return row.id;
}

/** Plain JSON by construction, which its type cannot say. */
function toJson(value: object): Prisma.InputJsonValue {
  return value;
}
