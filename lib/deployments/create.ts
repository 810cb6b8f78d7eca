import { randomUUID } from "node:crypto";
import { toActorView, reachOf } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { MACHINE_KIND } from "#lib/deployments/machine.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import { insertEntry } from "#lib/deployments/queue/store.ts";
import { recordDeploymentEvent } from "#lib/deployments/record-events.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { refuseUnfitTime } from "#lib/deployments/refuse-unfit-time.ts";
import type { DeployedRelease, Trigger } from "#lib/deployments/rules/deployment.ts";
import { sealVariables } from "#lib/deployments/secrets.ts";
import { pinRelease, refuseOther, refuseUnverified, requireVersion } from "#lib/deployments/pin-release.ts";
import { findRunningVersion, insertDeployment, requireDeployment, takeNumber } from "#lib/deployments/store.ts";
import { holdEnvironment } from "#lib/environments/find.ts";
import { refuseEmpty } from "#lib/environments/refuse-empty.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requireProduct } from "#lib/products/find.ts";
import type { ProductView, VersionView } from "#lib/products/view.ts";
import { assessForDeployment } from "#lib/risk/assess-deployment.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";
import { insertMachine } from "#lib/stages/store-database.ts";
import { planFromTemplate, type PlannedFromTemplate } from "#lib/templates/resolve.ts";

/** What somebody wants to be deployed. Products, versions, environments and templates by their ids or names. */
export interface DeploymentDraft {
  template: string;
  templateVersion?: number | undefined;
  product: string;
  version: string;
  environment: string;
  variables: Readonly<Record<string, unknown>>;
  trigger: Trigger;
  name?: string | undefined;
  priority?: Priority;
  /** Not before this time; as it was asked for, in `timeZone`. */
  scheduledAt?: Date | null | undefined;
  timeZone?: string | undefined;
  override?: { reason: string } | undefined;
  groupId?: string;
  /** Deployments of the same group that must be completed before it starts. */
  needs?: readonly string[];
  promotedFromId?: string;
  scheduleId?: string;
  /** Exactly what was verified elsewhere; what the version holds now must be the same. */
  verified?: { digest: string | null; artifacts: readonly { id: string; sha256: string }[] };
}

/**
 * Makes a deployment inside the caller's transaction and puts it into the line; who may do that is the caller's question.
 * Throws NOT_FOUND and IMPOSSIBLE with the faults of what is named and given.
 */
export async function createDeployment(
  ctx: Context,
  tx: Transaction,
  draft: DeploymentDraft,
): Promise<DeploymentRecord> {
  const product = await requireProduct(tx, draft.product);
  const environment = await holdEnvironment(tx, draft.environment);
  const version = await requireVersion(tx, product, draft.version);
  const release = await pinRelease(tx, product, version);
  if (draft.verified) refuseOther(release, draft.verified);
  refuseUnfitTime(draft.scheduledAt ?? null, ctx.clock.now());
  if (environment.requiresPromotion) await refuseUnverified(ctx, tx, environment, product, version);
  await refuseEmpty(ctx, tx, environment);
  const planned = await planFromTemplate(tx, {
    templateId: draft.template,
    templateVersion: draft.templateVersion,
    variables: draft.variables,
    reach: reachOf(ctx.actor),
    facts: { risk: null, environmentSlug: environment.slug, productSlug: product.slug, version: version.version },
  });
  return keep(ctx, tx, draft, { product, environment, version, release, planned });
}

interface Found {
  product: ProductView;
  environment: EnvironmentRecord;
  version: VersionView;
  release: DeployedRelease;
  planned: PlannedFromTemplate;
}

async function keep(ctx: Context, tx: Transaction, draft: DeploymentDraft, found: Found): Promise<DeploymentRecord> {
  const { product, environment, version, release, planned } = found;
  const { priority = "normal", scheduledAt = null } = draft;
  const now = ctx.clock.now();
  const [id, machineId] = [randomUUID(), randomUUID()];
  const number = await takeNumber(tx);
  const context: DeploymentContext = {
    deploymentId: id,
    number,
    product: { id: product.id, slug: product.slug },
    environment: { id: environment.id, slug: environment.slug },
    deviceFilter: environment.deviceFilter,
    release: {
      versionId: version.id,
      version: version.version,
      image: release.image,
      tag: release.tag,
      digest: release.digest,
    },
    fromVersion: await findRunningVersion(tx, product.id, environment.id),
  };
  const stages = planned.plan.stages.map(({ name, needs }) => ({ name, needs }));
  await insertMachine(tx, { id: machineId, kind: MACHINE_KIND, context, stages }, now);
  await insertDeployment(
    tx,
    {
      id,
      number,
      machineId,
      name: draft.name ?? `${product.name} ${version.version} to ${environment.name}`,
      productId: product.id,
      versionId: version.id,
      environmentId: environment.id,
      templateId: planned.template.id,
      templateVersion: planned.template.version,
      groupId: draft.groupId ?? null,
      needs: draft.needs ?? [],
      status: "queued",
      priority,
      variables: sealVariables(ctx, id, planned.values, planned.secrets),
      plan: planned.plan,
      release,
      fromVersion: context.fromVersion,
      trigger: draft.trigger,
      promotedFromId: draft.promotedFromId ?? null,
      scheduleId: draft.scheduleId ?? null,
      override: draft.override ? { reason: draft.override.reason, requestedBy: toActorView(ctx.actor) } : null,
      approvalNeed: approvalNeedOf(environment),
      createdBy: toActorView(ctx.actor),
    },
    now,
  );
  await insertEntry(tx, {
    deploymentId: id,
    productId: product.id,
    environmentId: environment.id,
    priority,
    scheduledAt,
    timeZone: draft.timeZone ?? environment.timeZone,
    enqueuedAt: now,
  });
  recordDeploymentEvent(ctx, tx, context, "deployment_created", {
    template: planned.template.slug,
    trigger: draft.trigger.kind,
    ...(environment.requiredApprovals > 0 && { missingApprovals: environment.requiredApprovals }),
    ...(scheduledAt !== null && { scheduledAt: scheduledAt.toISOString() }),
  });
  await assessForDeployment(ctx, tx, id);
  return requireDeployment(tx, id);
}

/** Fixed when the deployment is made, so that a later change of its environment moves no goal. */
function approvalNeedOf({ requiredApprovals, approverRole, name }: EnvironmentRecord): ApprovalNeed | null {
  if (requiredApprovals === 0) return null;
  return { count: requiredApprovals, role: approverRole, because: `${name} asks for it.` };
}
