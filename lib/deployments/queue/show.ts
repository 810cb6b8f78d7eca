import type { Foresight } from "#lib/deployments/queue/foresee.ts";
import { sayWait } from "#lib/deployments/queue/rules/admission.ts";
import type { EntryRow } from "#lib/deployments/queue/store-list.ts";
import type { EstimateView, OverrideView, QueueItemView, WaitView } from "#lib/deployments/queue/view.ts";

export function toQueueItem(row: EntryRow, foresight: Foresight): QueueItemView {
  const { id, deploymentId, number, name, product, environment, version, status, priority, timeZone } = row;
  return {
    ...{ id, deploymentId, number, name, product, environment, version, status, priority, timeZone },
    position: foresight.positions.get(id) ?? null,
    wait: waitOf(id, foresight),
    estimate: estimateOf(id, foresight),
    duration: foresight.durationOf({ productId: product.id, environmentId: environment?.id ?? null }),
    scheduledAt: row.scheduledAt?.toISOString() ?? null,
    enqueuedAt: row.enqueuedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    attempt: row.attempt,
    attemptsMax: row.attemptsMax,
    lastError: row.lastError,
    override: overrideOf(row),
    createdBy: row.createdBy,
  };
}

export function waitOf(id: string, { admissions }: Foresight): WaitView | null {
  const admission = admissions.get(id);
  if (admission?.kind === "cancel") return { code: "needs", message: admission.reason, until: null };
  if (admission?.kind !== "wait") return null;
  const { reason, until } = admission;
  return { code: reason.code, message: sayWait(reason), until: until?.toISOString() ?? null };
}

function estimateOf(id: string, { estimates }: Foresight): EstimateView | null {
  const estimate = estimates.get(id);
  if (estimate === undefined) return null;
  return {
    at: estimate.at.toISOString(),
    earliest: estimate.earliest.toISOString(),
    latest: estimate.latest?.toISOString() ?? null,
  };
}

function overrideOf({ override }: EntryRow): OverrideView | null {
  if (override === null) return null;
  const { reason, requestedBy, confirmedBy = null, confirmedAt = null } = override;
  return { reason, requestedBy, confirmedBy, confirmedAt };
}
