import { secondsAfter } from "#lib/kernel/clock.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { sumCounts } from "#lib/rollouts/rules/rollout.ts";
import type { DeploymentContext, StageKindHandler } from "#lib/stage-kinds/call.ts";
import { ensureRollout, followRollout, takeRolloutsBack } from "#lib/stage-kinds/rollouts.ts";
import { hideSecrets } from "#lib/stage-kinds/rules/hide.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

interface RegionState {
  name: string;
  rolloutId: string;
  rolloutNumber: number;
  status: string;
}

/**
 * Brings the release to one region after another. Each has a rollout of its own, made only when those before are
 * completed; taken back, they go back the other way round.
 */
export const regionsStage: StageKindHandler<"regions"> = {
  leavesTraces: true,
  async run(call): Promise<StageOutcome<DeploymentContext>> {
    const { config, turn } = call;
    const done: RegionState[] = [];
    let restsUntil: Date | null = null;
    for (const [index, region] of config.regions.entries()) {
      if (restsUntil !== null && restsUntil > turn.now) {
        const reason = `${region.name} begins at ${restsUntil.toISOString()}.`;
        return { kind: "waiting", reason, until: restsUntil, output: { regions: done } };
      }
      // By its place, since two regions may have the same name, and a name any letters.
      const rollout = await ensureRollout(call, { config, part: String(index), devices: region.devices });
      if (rollout === null) return { kind: "cancelled", reason: "It was cancelled.", output: { regions: done } };
      const name = hideSecrets(region.name, call.secrets);
      done.push({ name, rolloutId: rollout.id, rolloutNumber: rollout.number, status: rollout.status });
      const outcome = followRollout(rollout, turn.now);
      if (outcome.kind !== "completed") {
        const output = { progress: outcome.output?.progress ?? null, regions: done };
        return { ...outcome, reason: `${region.name}: ${outcome.reason}`, output };
      }
      restsUntil = restOf(rollout, config.pauseMinutes);
    }
    return { kind: "completed", output: { regions: done } };
  },
  rollBack: takeRolloutsBack,
};

/** Where no device got anything there is nothing to wait for. */
function restOf({ facts, completedAt }: RolloutRecord, pauseMinutes: number): Date | null {
  const { healthy, failed } = sumCounts(facts.batches);
  return completedAt === null || healthy + failed === 0 ? null : secondsAfter(completedAt, pauseMinutes * 60);
}
