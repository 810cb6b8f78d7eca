import { expect } from "@playwright/test";
import type { Api } from "#lib/client/api.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** A policy with what a story does not care about filled in. */
export async function makePolicy(
  api: Api,
  policy: Record<string, unknown> & { name: string },
): Promise<{ id: string }> {
  return api.call({
    method: "POST",
    path: "/api/v1/policies",
    body: {
      updateStrategy: "staged",
      batches: [10, 50, 100],
      batchDelayMinutes: 0,
      healthCheckEnabled: true,
      autoRollbackEnabled: false,
      maxFailureRate: 0.2,
      enabled: true,
      ...policy,
    },
  });
}

export function readRollout(api: Api, id: string): Promise<RolloutView> {
  return api.call({ method: "GET", path: `/api/v1/rollouts/${id}` });
}

/** Waits until the rollout is in one of these states. */
export async function awaitStatus(api: Api, id: string, ...statuses: RolloutView["status"][]): Promise<RolloutView> {
  let rollout: RolloutView | undefined;
  await expect
    .poll(async () => statuses.includes((rollout = await readRollout(api, id)).status), {
      message: `the rollout becomes ${statuses.join(" or ")}`,
      timeout: 30_000,
    })
    .toBe(true);
  return rollout!;
}

/** Whose turn it is: the devices of the batches that have started and have not been asked yet. */
export async function idsOffered(api: Api, id: string): Promise<Set<string>> {
  const { items } = await api.call<{ items: { deviceId: string }[] }>({
    method: "GET",
    path: `/api/v1/rollouts/${id}/devices`,
    query: { status: "scheduled", limit: 500 },
  });
  return new Set(items.map((item) => item.deviceId));
}
