import { z } from "zod";
import { isSettingKey, settingFault, settingKeys } from "#lib/hawkbit/rules/settings.ts";

export const tenantInput = z
  .string()
  .min(1)
  .max(40)
  .transform((text) => text.toUpperCase())
  .describe("The hawkBit tenant; DEFAULT unless fleets have tenants of their own.");

export const settingKeyInput = z.enum(settingKeys, {
  error: `There is no such key. Known: ${settingKeys.join(", ")}.`,
});

export const changeSettingInput = z
  .strictObject({ tenant: tenantInput, key: settingKeyInput, value: z.union([z.string(), z.boolean()]) })
  .superRefine(({ key, value }, check) => {
    const fault = settingFault(key, value);
    if (fault !== null) check.addIssue({ code: "custom", path: ["value"], message: fault });
  });

export const resetSettingInput = z.strictObject({ tenant: tenantInput, key: settingKeyInput });

export const listSettingsInput = z.strictObject({ tenant: tenantInput.default("DEFAULT") });

const changedValue = z.union([z.string(), z.boolean()]).nullable();

export const changeSettingsInput = z
  .strictObject({
    tenant: tenantInput.default("DEFAULT"),
    values: z.partialRecord(settingKeyInput, changedValue).describe("By key; null goes back to the default."),
  })
  .superRefine(({ values }, check) => {
    for (const [key, value] of Object.entries(values)) {
      const fault = value === null || !isSettingKey(key) ? null : settingFault(key, value);
      if (fault !== null) check.addIssue({ code: "custom", path: ["values", key], message: fault });
    }
  });
