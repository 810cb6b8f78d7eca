import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import type { ManagementCall } from "#lib/hawkbit/management/call.ts";
import { configInput } from "#lib/hawkbit/management/input.ts";
import { refuse } from "#lib/hawkbit/refusal.ts";
import { isSettingKey } from "#lib/hawkbit/rules/settings.ts";
import { changeSetting, resetSetting } from "#lib/hawkbit/settings/change.ts";
import { listSettings } from "#lib/hawkbit/settings/list.ts";
import type { SettingView } from "#lib/hawkbit/settings/view.ts";
import { parseInput } from "#lib/kernel/input.ts";

export async function listConfigs({ ctx, tenant }: ManagementCall): Promise<HawkbitAnswer> {
  const { items } = await listSettings(ctx, { tenant });
  const visible = items.filter(({ value }) => value !== null);
  return { status: 200, json: Object.fromEntries(visible.map((setting) => [setting.key, toDocument(setting)])) };
}

export async function getConfig({ ctx, tenant }: ManagementCall, key: string): Promise<HawkbitAnswer> {
  const { items } = await listSettings(ctx, { tenant });
  const setting = items.find((candidate) => candidate.key === key);
  if (!setting) return refuse(400, `There is no configuration key ${key}.`);
  if (setting.value === null) return refuse(403, "This needs the permission tokens:write, which you do not have.");
  return { status: 200, json: toDocument(setting) };
}

export async function putConfig({ ctx, request, tenant }: ManagementCall, key: string): Promise<HawkbitAnswer> {
  const { value } = parseInput(configInput, await request.readJson());
  await changeSetting(ctx, { tenant, key, value });
  return { status: 204 };
}

export async function deleteConfig({ ctx, tenant }: ManagementCall, key: string): Promise<HawkbitAnswer> {
  if (!isSettingKey(key)) return refuse(400, `There is no configuration key ${key}.`);
  await resetSetting(ctx, { tenant, key });
  return { status: 204 };
}

function toDocument({ value, isDefault, createdAt, createdBy, updatedAt, updatedBy }: SettingView) {
  const document = { value, global: isDefault };
  if (createdAt === null || updatedAt === null) return document;
  return {
    ...document,
    createdAt: Date.parse(createdAt),
    createdBy,
    lastModifiedAt: Date.parse(updatedAt),
    lastModifiedBy: updatedBy,
  };
}
