import type { UpdateDistribution } from "#lib/database/generated/client.ts";
import type { Distribution } from "#lib/updates/rules/gate.ts";
import type { DistributionState, Strategy } from "#lib/updates/rules/share.ts";

/** The columns hold only what createDistribution and the transitions wrote, so the casts are safe. */
export function toDistributionFacts(row: UpdateDistribution): Distribution {
  const steps = row.steps as { percent: number; at: string }[];
  return {
    id: row.id,
    versionId: row.versionId,
    otherVersionId: row.otherVersionId,
    winnerId: row.winnerId,
    strategy: row.strategy as Strategy,
    status: row.status as DistributionState,
    percent: row.percent,
    steps: steps.map(({ percent, at }) => ({ percent, at: new Date(at) })),
    startsAt: row.startsAt,
    createdAt: row.createdAt,
  };
}
