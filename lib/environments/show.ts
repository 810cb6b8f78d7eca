import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Tells of an environment what callers see, with the devices that it means now. */
export async function showEnvironment(
  ctx: Context,
  db: Queryable,
  environment: EnvironmentRecord,
): Promise<EnvironmentView> {
  const deviceCount = await countSelected(db, environment.deviceFilter, freshnessOf(ctx));
  return {
    ...environment,
    deviceCount,
    createdAt: environment.createdAt.toISOString(),
    updatedAt: environment.updatedAt.toISOString(),
    archivedAt: environment.archivedAt?.toISOString() ?? null,
  };
}
