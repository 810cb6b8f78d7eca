import type { Config } from "#lib/kernel/config.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";
import { settingRules, type SettingKey, type SettingValue } from "#lib/hawkbit/rules/settings.ts";

/** Makes of a value what is kept: a secret is sealed, bound to its tenant and key. */
export function sealValue(config: Config, tenant: string, key: SettingKey, value: SettingValue): SettingValue {
  if (settingRules[key].isSecret !== true || value === "") return value;
  return encryptSecret(config, String(value), boundTo(tenant, key));
}

export function openValue(config: Config, tenant: string, key: SettingKey, kept: SettingValue): SettingValue {
  if (settingRules[key].isSecret !== true || kept === "") return kept;
  return decryptSecret(config, String(kept), boundTo(tenant, key));
}

function boundTo(tenant: string, key: SettingKey): string {
  return `setting:${tenant}:${key}`;
}
