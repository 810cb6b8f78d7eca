import type { StageKindHandler } from "#lib/stage-kinds/call.ts";
import { ensureRollout, followRollout, takeRolloutsBack } from "#lib/stage-kinds/rollouts.ts";

/** Brings the release to devices in batches, and waits for the end. Taken back, the devices go back to what they had. */
export const rolloutStage: StageKindHandler<"rollout"> = {
  leavesTraces: true,
  async run(call) {
    const rollout = await ensureRollout(call, { config: call.config });
    if (rollout === null) return { kind: "cancelled", reason: "It was cancelled before its rollout was made." };
    return followRollout(rollout, call.turn.now);
  },
  rollBack: takeRolloutsBack,
};
