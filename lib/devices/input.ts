import { z } from "zod";
import { deviceQueryInput } from "#lib/devices/rules/filter.ts";
import { readTime } from "#lib/devices/rules/query/time.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";
import { channelName } from "#lib/products/input.ts";

export const DEVICES_AT_ONCE_MAX = 1_000;
const ATTRIBUTES_BYTES_MAX = 16_384;
const FLEET_NAME_MAX = 100;
const POLL_SECONDS_MIN = 5;
const POLL_SECONDS_MAX = 7 * 86_400;

const deviceName = z.string().trim().min(1).max(200);
const fleetName = z
  .string()
  .trim()
  .min(1)
  .max(FLEET_NAME_MAX)
  .refine((name) => name !== "none", { error: "none stands for no fleet; choose another name." });

// Commas separate tags in the address of a list.
const tag = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^,]+$/, "A tag has no commas.");
const tags = z
  .array(tag)
  .max(100)
  .transform((list) => [...new Set(list)]);

const attributes = z
  .record(z.string().min(1).max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= ATTRIBUTES_BYTES_MAX, {
    error: `All attributes together may have ${ATTRIBUTES_BYTES_MAX} bytes at most.`,
  });

const channel = channelName.describe("The channel of versions that is followed; some product must have it.");

export const createDeviceInput = z.strictObject({
  name: deviceName,
  fleet: fleetName.optional().describe("Name of a fleet. It is made where there is none of that name."),
  tags: tags.default([]),
  attributes: attributes.default({}),
  channel: channel.optional(),
});

export const createDevicesInput = z.strictObject({
  devices: z.array(createDeviceInput).min(1).max(DEVICES_AT_ONCE_MAX),
});

export const deviceIdInput = z.strictObject({ deviceId: z.uuid() });

export const updateDeviceInput = deviceIdInput.extend({
  name: deviceName.optional(),
  fleet: fleetName.nullable().optional().describe("Name of a fleet; null takes the device out of its fleet."),
  tags: tags.optional(),
  attributes: attributes.optional().describe("Replaces all attributes."),
  pollSeconds: z
    .int()
    .min(POLL_SECONDS_MIN)
    .max(POLL_SECONDS_MAX)
    .nullable()
    .optional()
    .describe("The pause between its polls; null means the usual one."),
  understandsSkip: z
    .boolean()
    .nullable()
    .optional()
    .describe("Whether skip may be said to a hawkBit client; null decides by the client's name."),
  channel: channel.nullable().optional().describe("The channel of versions that it follows; null is its fleet's."),
});

export const retireDeviceInput = deviceIdInput.extend({ reason: z.string().trim().max(500).optional() });

export const DEVICE_SORTS = ["name", "-name", "createdAt", "-createdAt", "lastSeenAt", "-lastSeenAt"] as const;

const deviceConditions = z.strictObject({
  fleet: z.string().max(FLEET_NAME_MAX).optional().describe("Name or id of a fleet; none means without one."),
  tag: z
    .string()
    .max(1_000)
    .transform((text) => text.split(",").flatMap((part) => part.trim() || []))
    .optional()
    .describe("One tag, or several separated by commas; a device must carry all of them."),
  q: deviceQueryInput.optional(),
  seen: z.enum(["online", "offline"]).optional(),
  notSeenSince: z
    .string()
    .max(40)
    .transform((text, ctx) => {
      const point = readTime(text);
      if (point === null) ctx.addIssue({ code: "custom", message: "Write a time, or so long ago: -12h, -7d, -4w." });
      return point ?? z.NEVER;
    })
    .optional()
    .describe("Heard from last before this time, or never: a time, or so long ago, such as -7d."),
  app: z.string().max(200).optional().describe("Slug of a product that the device runs."),
  version: z.string().max(300).optional().describe("The version that it runs of the app."),
  retired: z.stringbool().default(false).describe("Means the retired devices instead of the others."),
});

const namesApp = (input: { app?: string | undefined; version?: string | undefined }) =>
  input.version === undefined || input.app !== undefined;
const appMissing = { error: "Say with app whose version is meant.", path: ["version"] };

export const listDevicesInput = pageInput
  .extend({ ...deviceConditions.shape, sort: z.enum(DEVICE_SORTS).default("name") })
  .refine(namesApp, appMissing);

export const countDevicesInput = deviceConditions.refine(namesApp, appMissing);

export const listDeviceActionsInput = pageInput.extend({ deviceId: z.uuid() });

export const listActionEntriesInput = pageInput.extend({
  deviceId: z.uuid(),
  actionId: z.coerce.number().int().min(1).max(2_147_483_647),
});

export const fleetIdInput = z.strictObject({
  fleetId: z.string().min(1).max(FLEET_NAME_MAX).describe("The fleet's id or name."),
});

const tenant = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, "A tenant has letters, digits, - and _, 40 of them at most.")
  .transform((text) => text.toUpperCase())
  .describe("The hawkBit tenant whose devices register themselves into this fleet, in capitals or not.");

export const createFleetInput = z.strictObject({
  name: fleetName,
  description: z.string().trim().max(2_000).default(""),
  tenant: tenant.nullable().default(null),
  channel: channel.nullable().default(null).describe("What its devices follow by default; null is stable."),
});

export const updateFleetInput = fleetIdInput.extend({
  name: fleetName.optional(),
  description: z.string().trim().max(2_000).optional(),
  tenant: tenant.nullable().optional(),
  channel: channel.nullable().optional().describe("What its devices follow by default; null is stable."),
});

export const listFleetsInput = pageInput.extend({ q: z.string().max(200).optional().describe("A part of the name.") });

export const countVersionsInput = z.strictObject({
  fleetId: z.string().min(1).max(FLEET_NAME_MAX).optional().describe("The fleet's id or name."),
  app: z.string().max(200).optional().describe("Slug of a product."),
});

export const readAdoptionInput = z.strictObject({
  app: z.string().min(1).max(200).describe("Slug of a product."),
  range: z.enum(["1h", "1d", "7d", "30d"]).default("1d").describe("How far back."),
  fleetId: z
    .string()
    .min(1)
    .max(FLEET_NAME_MAX)
    .optional()
    .describe("Of the devices that this fleet has now: its id or name."),
});

export const createEnrollmentTokenInput = fleetIdInput.extend({
  name: z.string().trim().min(1).max(200),
  expiresAt: timeInput.optional(),
  useLimit: z.number().int().min(1).max(1_000_000).optional().describe("How many devices may enroll with it."),
});

export const listEnrollmentTokensInput = pageInput.extend({
  fleetId: z.string().min(1).max(FLEET_NAME_MAX).describe("The fleet's id or name."),
});

export const enrollmentTokenIdInput = z.strictObject({ enrollmentTokenId: z.uuid() });

export const enrollDeviceInput = z.strictObject({
  token: z.string().max(200).optional().describe("The fleet's enrollment token, where it is not the bearer token."),
  name: deviceName,
  tags: tags.default([]),
  attributes: attributes.default({}),
});
