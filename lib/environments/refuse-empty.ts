import type { Queryable } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countSelected } from "#lib/devices/store-selection.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Throws IMPOSSIBLE where an environment means no device: a deployment to nobody would say that all went well. */
export async function refuseEmpty(ctx: Context, db: Queryable, environment: EnvironmentRecord): Promise<void> {
  if ((await countSelected(db, environment.deviceFilter, freshnessOf(ctx))) > 0) return;
  throw new DomainError(
    "IMPOSSIBLE",
    `The environment ${environment.slug} means no devices. Widen its device filter, or let devices join first.`,
    { errors: [{ path: "environment", message: "Name an environment that has devices." }] },
  );
}
