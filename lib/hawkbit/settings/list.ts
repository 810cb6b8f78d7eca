import { requirePermission } from "#lib/access/require-permission.ts";
import { mayDo } from "#lib/access/rules/actor.ts";
import { writeDuration } from "#lib/hawkbit/rules/duration.ts";
import { settingKeys, settingRules, type SettingKey, type SettingValue } from "#lib/hawkbit/rules/settings.ts";
import { listSettingsInput } from "#lib/hawkbit/settings/input.ts";
import { openValue } from "#lib/hawkbit/settings/seal.ts";
import { DEFAULT_TENANT, selectFleetTenants, selectSettings, type StoredSetting } from "#lib/hawkbit/settings/store.ts";
import type { SettingsView, SettingView } from "#lib/hawkbit/settings/view.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Lists the tenants that there are: the usual one, and those of fleets. */
export async function listTenants(ctx: Context): Promise<string[]> {
  requirePermission(ctx.actor, "devices:read");
  const others = await selectFleetTenants(ctx.db);
  return [DEFAULT_TENANT, ...others.filter((tenant) => tenant !== DEFAULT_TENANT)];
}

/** Lists what holds for a tenant. A secret is told to those who may make tokens, and is null for everybody else. */
export async function listSettings(ctx: Context, rawInput: unknown): Promise<SettingsView> {
  requirePermission(ctx.actor, "devices:read");
  const { tenant } = parseInput(listSettingsInput, rawInput);
  const stored = await selectSettings(ctx.db, tenant);
  const items = settingKeys.map((key) => {
    const row = stored.find((candidate) => candidate.key === key);
    return toSettingView(ctx, tenant, key, row ?? null);
  });
  return { tenant, items };
}

function toSettingView(ctx: Context, tenant: string, key: SettingKey, row: StoredSetting | null): SettingView {
  const isHidden = settingRules[key].isSecret === true && !mayDo(ctx.actor, "tokens:write");
  const value = row === null ? defaultOf(ctx.config, key) : openValue(ctx.config, tenant, key, row.value);
  return {
    key,
    value: isHidden ? null : value,
    isDefault: row === null,
    createdAt: row?.createdAt.toISOString() ?? null,
    createdBy: row?.createdBy ?? null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    updatedBy: row?.updatedBy ?? null,
  };
}

/** Devices poll as often as the server's own configuration says, unless the tenant has a time of its own. */
function defaultOf(config: Config, key: SettingKey): SettingValue {
  return settingRules[key].default ?? writeDuration(config.pollSeconds);
}
