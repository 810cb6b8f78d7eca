import { z } from "zod";
import { settingKeys } from "#lib/hawkbit/rules/settings.ts";
import { changeSettings } from "#lib/hawkbit/settings/change.ts";
import { changeSettingsInput, listSettingsInput } from "#lib/hawkbit/settings/input.ts";
import { listSettings } from "#lib/hawkbit/settings/list.ts";
import { defineOperation } from "#lib/http/operation.ts";

const settings = z.object({
  tenant: z.string(),
  items: z.array(
    z.object({
      key: z.enum(settingKeys),
      value: z.union([z.string(), z.boolean()]).nullable().describe("Null for a secret that you may not see."),
      isDefault: z.boolean(),
      createdAt: z.string().nullable(),
      createdBy: z.string().nullable(),
      updatedAt: z.string().nullable(),
      updatedBy: z.string().nullable(),
    }),
  ),
});

export const listHawkbitSettingsOperation = defineOperation({
  id: "listHawkbitSettings",
  method: "GET",
  path: "/api/v1/hawkbit/settings",
  tag: "hawkBit",
  summary: "Read what holds for the hawkBit devices of a tenant",
  auth: "user",
  query: listSettingsInput,
  response: settings,
  run: listSettings,
});

export const changeHawkbitSettingsOperation = defineOperation({
  id: "changeHawkbitSettings",
  method: "PUT",
  path: "/api/v1/hawkbit/settings",
  tag: "hawkBit",
  summary: "Set values for the hawkBit devices of a tenant",
  description: "What is not named stays as it is; null goes back to the default. It holds from the next request on.",
  auth: "user",
  body: changeSettingsInput,
  response: settings,
  run: changeSettings,
});

export const hawkbitOperations = [listHawkbitSettingsOperation, changeHawkbitSettingsOperation];
