import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { selectArtifacts } from "#lib/deployments/store.ts";
import { holdEnvironment } from "#lib/environments/find.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import { findPersonBehind } from "#lib/environments/store-approvals.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { findPlace, requireTarget, type FoundPlace } from "#lib/rollbacks/find-target.ts";
import { findTagOf, gatherChecks, type Gathered } from "#lib/rollbacks/gather-checks.ts";
import { createPlanInput, type CreatePlanInput } from "#lib/rollbacks/input.ts";
import { recordRollbackEvent } from "#lib/rollbacks/record-events.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import { worstOf } from "#lib/rollbacks/rules/checks.ts";
import {
  deviceLimit,
  forceOf,
  lastingFindings,
  verdictsOf,
  type PlanContent,
  type Release,
} from "#lib/rollbacks/rules/content.ts";
import type { Strategy, Trigger } from "#lib/rollbacks/rules/plan.ts";
import type { Candidate } from "#lib/rollbacks/rules/target.ts";
import { showPlan } from "#lib/rollbacks/show.ts";
import { insertPlan, requirePlan } from "#lib/rollbacks/store.ts";
import type { PlanView } from "#lib/rollbacks/view.ts";

/** Well within what the stage that waits for it waits. */
const AHEAD_SECONDS_MAX = 366 * 86_400;

/** Makes a plan: what would be taken back to what, how, what speaks against it, and who must agree. Nothing moves yet. */
export async function createRollbackPlan(ctx: Context, rawInput: unknown): Promise<PlanView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const input = parseInput(createPlanInput, rawInput);
  refuseBadTime(ctx, input);
  const place = await findPlace(ctx.db, input);
  const candidate = requireTarget(place);
  const content = await draftContent(ctx.db, place, candidate, input);
  const gathered = await gatherChecks(ctx, ctx.db, null, content);

  return inTransaction(ctx, async (tx) => {
    if (content.environment !== null) await holdEnvironment(tx, content.environment.id);
    const trigger: Trigger = { kind: "manual" };
    const { reason, expiresInHours } = { reason: input.force?.reason ?? null, expiresInHours: input.expiresInHours };
    const plan = await keepPlan(ctx, tx, { place, content, gathered, trigger, forceReason: reason, expiresInHours });
    return showPlan(ctx, tx, plan.id);
  });
}

interface PlanDraft {
  place: FoundPlace;
  content: PlanContent;
  gathered: Gathered;
  trigger: Trigger;
  forceReason: string | null;
  expiresInHours: number;
  /** Why a person must look at one that was made by itself. */
  statusReason?: string;
}

/** Keeps a plan inside the caller's transaction, and tells of it. */
export async function keepPlan(ctx: Context, tx: Transaction, draft: PlanDraft): Promise<PlanRecord> {
  const now = ctx.clock.now();
  const { gathered, trigger, place } = draft;
  const by = toActorView(ctx.actor);
  const createdById = await findPersonBehind(tx, by);
  const force = draft.forceReason === null ? null : forceOf(gathered.checks, draft.forceReason);
  const content: PlanContent = {
    ...draft.content,
    authorIds: createdById === null ? [] : [createdById],
    devices: { count: gathered.devices, limit: deviceLimit(gathered.devices) },
    verdicts: verdictsOf(gathered.checks),
    findings: lastingFindings(gathered.checks),
    force,
  };
  const id = await insertPlan(
    tx,
    {
      content,
      status: "awaitingApproval",
      statusReason: draft.statusReason ?? null,
      checks: gathered.checks,
      estimatedDowntime: gathered.downtime,
      force: force && { reason: force.reason, checks: force.checks, by, at: now.toISOString() },
      approvalNeed: needOf(place),
      expiresAt: secondsAfter(now, draft.expiresInHours * 3_600),
      trigger,
      createdBy: by,
      createdById,
    },
    now,
  );
  const plan = await requirePlan(tx, id);
  recordRollbackEvent(ctx, tx, plan, "rollback_plan_created", {
    reason: content.reason,
    strategy: content.strategy,
    devices: content.devices.count,
    verdict: worstOf(gathered.checks),
    targetFoundBy: content.targetFoundBy,
    trigger: trigger.kind,
    // What begins by itself waits for nobody.
    ...(trigger.kind === "manual" && { missingApprovals: plan.approvalNeed.count }),
  });
  if (force) {
    const { reason, checks } = force;
    recordRollbackEvent(ctx, tx, plan, "rollback_plan_forced", { reason, checks });
  }
  return plan;
}

/** A second person always agrees; an environment may ask for more of them, and for others. */
function needOf({ environment }: FoundPlace): ApprovalNeed {
  if (environment === null || environment.requiredApprovals === 0) {
    return {
      count: 1,
      role: environment?.approverRole ?? "approver",
      because: "A second person agrees to every rollback.",
    };
  }
  const { requiredApprovals: count, approverRole: role, name } = environment;
  return { count, role, because: `${name} asks for it.` };
}

type How = Pick<CreatePlanInput, "strategy" | "gates" | "timeZone" | "reason"> & {
  batches?: number[] | undefined;
  scheduledAt?: Date | undefined;
};

/** Writes down what is wished for. Devices and verdicts are added once they are known. */
export async function draftContent(
  db: Queryable,
  place: FoundPlace,
  candidate: Candidate,
  how: How,
): Promise<PlanContent> {
  const { product, environment, deployment, rollout, deviceFilter, from } = place;
  return {
    revision: 1,
    authorIds: [],
    product: { id: product.id, slug: product.slug },
    environment: environment && { id: environment.id, slug: environment.slug },
    deployment,
    rollout,
    from: {
      versionId: from.id,
      version: from.version,
      digest: from.digest,
      artifacts: await selectArtifacts(db, from.id),
    },
    to: await readRelease(db, place, candidate),
    targetFoundBy: candidate.foundBy,
    deviceFilter,
    strategy: how.strategy,
    batches: how.batches ?? batchesOf(how.strategy),
    gates: how.gates,
    scheduledAt: how.scheduledAt?.toISOString() ?? null,
    timeZone: how.timeZone,
    reason: how.reason,
    devices: { count: 0, limit: 0 },
    verdicts: verdictsOf([]),
    findings: [],
    force: null,
  };
}

export async function readRelease(
  db: Queryable,
  { product }: Pick<FoundPlace, "product">,
  { versionId, version }: Pick<Candidate, "versionId" | "version">,
): Promise<Release> {
  const row = await db.version.findUnique({ where: { id: versionId }, select: { digest: true } });
  const digest = row?.digest ?? null;
  return {
    versionId,
    version,
    image: product.kind === "image" ? (product.image ?? product.slug) : product.slug,
    tag: await findTagOf(db, product.id, { version, digest }),
    digest,
    artifacts: await selectArtifacts(db, versionId),
  };
}

export function batchesOf(strategy: Strategy): number[] {
  return strategy === "gradual" ? [10, 50, 100] : [100];
}

/** A scheduled one needs its time, which lies ahead; the others have none. */
export function refuseBadTime(
  ctx: Context,
  {
    strategy,
    scheduledAt,
    batches,
  }: { strategy: Strategy; scheduledAt?: Date | null | undefined; batches?: number[] | undefined },
): void {
  if (strategy === "immediate" && batches !== undefined && batches.length > 1) {
    throw invalidInput({ path: "batches", message: "An immediate rollback has one batch. Make it gradual." });
  }
  if (strategy === "scheduled" && scheduledAt == null) {
    throw invalidInput({ path: "scheduledAt", message: "Say when a scheduled rollback is to begin." });
  }
  if (strategy !== "scheduled" && scheduledAt != null) {
    throw invalidInput({ path: "scheduledAt", message: "Only a scheduled rollback begins at a time." });
  }
  if (scheduledAt != null && scheduledAt <= ctx.clock.now()) {
    const message = "This time is over.";
    throw new DomainError("IMPOSSIBLE", message, { errors: [{ path: "scheduledAt", message }] });
  }
  if (scheduledAt != null && scheduledAt > secondsAfter(ctx.clock.now(), AHEAD_SECONDS_MAX)) {
    throw invalidInput({ path: "scheduledAt", message: "Nobody knows what is right in more than a year." });
  }
}
