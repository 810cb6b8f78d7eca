import type { SettingKey, SettingValue } from "#lib/hawkbit/rules/settings.ts";

export interface SettingView {
  key: SettingKey;
  /** Null for a secret that the caller may not see. */
  value: SettingValue | null;
  /** Nobody set it. */
  isDefault: boolean;
  createdAt: string | null;
  createdBy: string | null;
  updatedAt: string | null;
  updatedBy: string | null;
}

export interface SettingsView {
  tenant: string;
  items: SettingView[];
}
