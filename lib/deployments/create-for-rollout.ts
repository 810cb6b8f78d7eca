import { randomUUID } from "node:crypto";
import type { Transaction } from "#lib/database/client.ts";
import { MACHINE_KIND, openMachines } from "#lib/deployments/machine.ts";
import { recordDeploymentEvent } from "#lib/deployments/record-events.ts";
import type { Trigger } from "#lib/deployments/rules/deployment.ts";
import { insertDeployment, takeNumber } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requireProduct } from "#lib/products/find.ts";
import { createRollout, type RolloutDraft } from "#lib/rollouts/create.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";
import { command } from "#lib/stages/rules/commands.ts";
import { insertMachine } from "#lib/stages/store-database.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";

const STAGE = "rollout";
/** A rollout under a policy has no time limit: it waits as long as its last device does. */
const TEN_YEARS_SECONDS = 10 * 365 * 86_400;

/**
 * Makes a rollout with a deployment around it that has no other stage: of a policy, or by hand. It stands in no line,
 * since policies decide by themselves when devices may be updated.
 */
export async function createRolloutWithDeployment(
  ctx: Context,
  tx: Transaction,
  draft: RolloutDraft,
  trigger: Trigger,
): Promise<RolloutRecord> {
  const product = await requireProduct(tx, draft.productId);
  const now = ctx.clock.now();
  const [id, machineId] = [randomUUID(), randomUUID()];
  const number = await takeNumber(tx);
  const { image, tag, digest, settings } = draft;
  const context: DeploymentContext = {
    deploymentId: id,
    number,
    product: { id: product.id, slug: product.slug },
    environment: null,
    deviceFilter: settings.deviceFilter,
    release: { versionId: null, version: tag, image, tag, digest },
    fromVersion: null,
  };
  await insertMachine(tx, { id: machineId, kind: MACHINE_KIND, context, stages: [{ name: STAGE, needs: [] }] }, now);
  await insertDeployment(
    tx,
    {
      id,
      number,
      machineId,
      name: `${product.name} ${tag}`,
      productId: product.id,
      versionId: null,
      environmentId: null,
      templateId: null,
      templateVersion: null,
      groupId: null,
      needs: [],
      status: "queued",
      priority: "normal",
      variables: {},
      plan: { templateSlug: null, templateVersion: null, stages: [planRollout(draft)] },
      release: { image, tag, digest, version: tag, artifacts: [] },
      fromVersion: null,
      trigger,
      promotedFromId: null,
      scheduleId: null,
      override: null,
      approvalNeed: null,
      createdBy: draft.createdBy,
    },
    now,
  );
  recordDeploymentEvent(ctx, tx, context, "deployment_created", { trigger: trigger.kind });
  const rollout = await createRollout(ctx, tx, { ...draft, deploymentId: id, deploymentStage: STAGE });
  await openMachines(ctx).changeIn(tx, machineId, (current, at) => command("start", current, null, at));
  return rollout;
}

/** The rollout's own rules decide what follows a failure, so the stage leaves everything as the rollout left it. */
function planRollout({ strategy, settings }: RolloutDraft): PlannedStage {
  return {
    name: STAGE,
    title: "Rollout",
    description: "",
    kind: "rollout",
    needs: [],
    skippedBecause: null,
    onFailure: "stop",
    timeLimitSeconds: TEN_YEARS_SECONDS,
    attemptsMax: 1,
    config: {
      batches: settings.batches,
      batchDelayMinutes: settings.batchDelayMinutes,
      manualBatches: strategy === "manual",
      healthCheck: settings.healthCheckConfig,
      autoRollback: settings.autoRollbackEnabled,
      maxFailureRate: settings.maxFailureRate,
      onFailureLimit: settings.onFailureLimit,
      deviceTimeoutSeconds: settings.deviceTimeoutSeconds,
      maintenanceWindow: settings.maintenanceWindow,
    },
  };
}
