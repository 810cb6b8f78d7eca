import { z } from "zod";
import { isLocalTime } from "#lib/calendar/rules/local-time.ts";
import { timeZoneInput } from "#lib/calendar/rules/recurrence.ts";
import { deployInput } from "#lib/deployments/input.ts";
import { PRIORITIES } from "#lib/deployments/queue/rules/priority.ts";
import { timeInput } from "#lib/kernel/time.ts";

/** An instant with its offset, or a local time of `timeZone`. */
const startTimeInput = z
  .string()
  .max(40)
  .refine((text) => isLocalTime(text) || timeInput.safeParse(text).success, {
    error: "Write a local time, such as 2027-01-31T22:00, or one with its offset, such as 2027-01-31T22:00:00Z.",
  })
  .describe("A local time of timeZone, YYYY-MM-DDTHH:MM, or an instant with its offset");

export const scheduleDeploymentInput = deployInput.extend({
  scheduledAt: startTimeInput,
  timeZone: timeZoneInput.optional().describe("IANA time zone of a local time; left out: the environment's"),
});

const queueId = z
  .uuid("There is no such place in the line.")
  .describe("Of the place in the line, or of the deployment");
const reason = z.string().trim().max(500);

export const queueIdInput = z.strictObject({ queueId });

export const cancelQueuedInput = z.strictObject({ queueId, reason: reason.default("") });

export const rescheduleInput = z.strictObject({
  queueId,
  scheduledAt: startTimeInput.nullable().describe("Null: as soon as everything else allows"),
  timeZone: timeZoneInput.optional().describe("Left out: as it was"),
});

export const prioritizeInput = z.strictObject({ queueId, priority: z.enum(PRIORITIES) });

export const requestOverrideInput = z.strictObject({
  queueId,
  reason: reason.min(10, "Say in a sentence why it cannot wait; it stands in the log."),
});

export const listQueueInput = z.strictObject({
  product: z.string().min(1).max(100).optional().describe("Only this product, by id or slug"),
  environment: z.string().min(1).max(64).optional().describe("Only this environment, by id or slug"),
});

const DAYS_MAX = 31;

export const timelineInput = z
  .strictObject({
    from: timeInput,
    to: timeInput,
    product: z.string().min(1).max(100).optional(),
    environment: z.string().min(1).max(64).optional(),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], error: "The end must be after the beginning." })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= DAYS_MAX * 86_400_000, {
    path: ["to"],
    error: `Ask for ${DAYS_MAX} days at most.`,
  });
