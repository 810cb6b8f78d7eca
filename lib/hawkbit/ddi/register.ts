import { registerTarget } from "#lib/hawkbit/register-target.ts";
import { tenantKey, type DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { readDdiDevice, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { findTenantFleet } from "#lib/hawkbit/store-targets.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";

/** The tenant that is always there; every other belongs to a fleet. */
const DEFAULT_TENANT = "DEFAULT";

/**
 * Makes a device of a client that its tenant lets in and nobody has seen before. Of two first polls at once one makes
 * it. Null where the tenant is not there, whatever the client brought.
 */
export async function registerItself(ctx: Context, request: DdiRequest): Promise<DdiDevice | null> {
  const tenant = tenantKey(request);
  const { controllerId } = request;
  await inTransaction(ctx, async (tx) => {
    const fleetId = await findTenantFleet(tx, tenant);
    if (fleetId === null && tenant !== DEFAULT_TENANT) return;
    await registerTarget(ctx, tx, { tenant, controllerId, fleetId, registeredItself: true });
  });
  return readDdiDevice(ctx.db, { tenant, controllerId, now: ctx.clock.now() });
}
