import type { Queryable } from "#lib/database/client.ts";
import { toSettings, type HawkbitSettings } from "#lib/hawkbit/rules/settings.ts";
import { openValue } from "#lib/hawkbit/settings/seal.ts";
import { selectSettings } from "#lib/hawkbit/settings/store.ts";
import type { Config } from "#lib/kernel/config.ts";

/** Reads what holds for a tenant, its name in capitals. For the server's own use: nobody's permission is asked. */
export async function readSettings(db: Queryable, config: Config, tenant: string): Promise<HawkbitSettings> {
  const rows = await selectSettings(db, tenant);
  return toSettings(new Map(rows.map(({ key, value }) => [key, openValue(config, tenant, key, value)])));
}
