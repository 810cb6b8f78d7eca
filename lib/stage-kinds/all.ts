import { approvalStage } from "#lib/stage-kinds/approval.ts";
import { blueGreenStage } from "#lib/stage-kinds/blue-green.ts";
import type { StageKindHandler } from "#lib/stage-kinds/call.ts";
import { canaryStage } from "#lib/stage-kinds/canary.ts";
import { loadTestStage } from "#lib/stage-kinds/load-test.ts";
import { migrationStage } from "#lib/stage-kinds/migration.ts";
import { regionsStage } from "#lib/stage-kinds/regions.ts";
import { rolloutStage } from "#lib/stage-kinds/rollout.ts";
import { smokeTestStage } from "#lib/stage-kinds/smoke-test.ts";
import { trafficSwitchStage } from "#lib/stage-kinds/traffic-switch.ts";
import { waitStage } from "#lib/stage-kinds/wait.ts";
import { webhookStage } from "#lib/stage-kinds/webhook.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

/** What each kind of stage does. */
export const stageKindHandlers: { [Kind in StageKind]: StageKindHandler<Kind> } = {
  approval: approvalStage,
  blueGreen: blueGreenStage,
  canary: canaryStage,
  loadTest: loadTestStage,
  migration: migrationStage,
  regions: regionsStage,
  rollout: rolloutStage,
  smokeTest: smokeTestStage,
  trafficSwitch: trafficSwitchStage,
  wait: waitStage,
  webhook: webhookStage,
};
