import { expect } from "@playwright/test";
import type { Api } from "#lib/client/api.ts";
import type { PlanSummary, PlanView } from "#lib/rollbacks/view.ts";
import type { Device } from "./device.ts";

const PLANS = "/api/distribution/rollbacks/plans";

export function readPlan(api: Api, id: string): Promise<PlanView> {
  return api.call({ method: "GET", path: `${PLANS}/${id}` });
}

export async function listPlans(api: Api, product: string): Promise<PlanSummary[]> {
  const { items } = await api.call<{ items: PlanSummary[] }>({ method: "GET", path: PLANS, query: { product } });
  return items;
}

/** Waits until the plan is in this state. */
export async function awaitPlan(api: Api, id: string, status: PlanView["status"]): Promise<PlanView> {
  let plan: PlanView | undefined;
  await expect
    .poll(async () => (plan = await readPlan(api, id)).status, {
      message: `the plan becomes ${status}`,
      timeout: 60_000,
    })
    .toBe(status);
  return plan!;
}

/** Waits until one of these devices is offered this version, and has it take it; answers with that device. */
export async function someTakes(devices: readonly Device[], version: string): Promise<Device> {
  let taken: Device | undefined;
  await expect
    .poll(
      async () => {
        for (const device of devices) {
          if ((await device.poll()).action?.version !== version) continue;
          await device.update();
          taken = device;
          return true;
        }
        return false;
      },
      { message: `a device is offered ${version}`, timeout: 30_000 },
    )
    .toBe(true);
  return taken!;
}

/** The same for all of them, in the order in which they are offered it. */
export async function everyoneTakes(devices: readonly Device[], version: string): Promise<void> {
  const left = new Set(devices);
  while (left.size > 0) left.delete(await someTakes([...left], version));
}
