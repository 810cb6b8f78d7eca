import type { StageKindHandler } from "#lib/stage-kinds/call.ts";
import { asOnlyCommand, tellWayBack } from "#lib/stage-kinds/webhook.ts";

/** Moves traffic by telling whoever directs it, and moves it back the same way. */
export const trafficSwitchStage: StageKindHandler<"trafficSwitch"> = {
  leavesTraces: true,
  run: (call) => asOnlyCommand(call, { direction: "run", webhook: call.config.webhook }),
  rollBack: (call) => tellWayBack(call, call.config.back),
};
