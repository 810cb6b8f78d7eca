import { z } from "zod";
import { localTimeInput, timeZoneInput } from "#lib/calendar/rules/recurrence.ts";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";
import { pageInput } from "#lib/kernel/page.ts";

const value = z.string().trim().min(1).max(500);

const recurrence = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cron"), value: value.describe("Minute, hour, day, month, weekday") }),
  z.strictObject({ kind: z.literal("rrule"), value: value.describe("RFC 5545, such as FREQ=WEEKLY;BYDAY=TU") }),
]);

const fields = {
  name: z.string().trim().min(1).max(100),
  product: z.string().min(1).max(100).describe("Id or slug"),
  channel: z.string().trim().min(1).max(100).describe("Its newest version is deployed each time"),
  environment: z.string().min(1).max(64).describe("Id or slug"),
  template: z.string().min(1).max(100).describe("Id or slug; its newest version is used each time"),
  variables: z.record(z.string().max(64), z.unknown()).describe("Values of the template's variables"),
  priority: z.enum(PRIORITIES),
  recurrence,
  startsAt: localTimeInput.describe("Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it"),
  timeZone: timeZoneInput,
  enabled: z.boolean(),
};

export const createScheduleInput = z.strictObject({
  ...fields,
  channel: fields.channel.default("stable"),
  variables: fields.variables.default({}),
  priority: fields.priority.default("normal"),
  enabled: fields.enabled.default(true),
});

const scheduleId = z.uuid("There is no such schedule.");

export const scheduleIdInput = z.strictObject({ scheduleId });

export const updateScheduleInput = z.strictObject({
  scheduleId,
  name: fields.name.optional(),
  channel: fields.channel.optional(),
  priority: fields.priority.optional(),
  variables: fields.variables.optional().describe("Left out: as they are. Secret ones that are left out stay."),
  recurrence: recurrence.optional(),
  startsAt: fields.startsAt.optional(),
  timeZone: timeZoneInput.optional(),
  enabled: fields.enabled.optional(),
});

export const listSchedulesInput = pageInput;
