import type { Transaction } from "#lib/database/client.ts";
import { findFleetOfTenant } from "#lib/devices/store-fleets.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Throws CONFLICT where another fleet has the tenant: a device that registers itself must know where it belongs. */
export async function refuseSharedTenant(tx: Transaction, tenant: string, fleetId: string | null): Promise<void> {
  const other = await findFleetOfTenant(tx, tenant);
  if (other && other.id !== fleetId) {
    throw new DomainError("CONFLICT", `The tenant ${tenant} belongs to the fleet ${other.name}.`);
  }
}
