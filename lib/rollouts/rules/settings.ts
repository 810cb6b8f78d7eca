// Under which rules does a rollout run? They are frozen when it is made, so that editing a policy changes no rollout.
import { IANAZone } from "luxon";
import { z } from "zod";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { healthCheckConfigInput } from "#lib/rollouts/rules/health-check.ts";

export const DEFAULT_MAX_FAILURE_RATE = 0.2;
export const DEFAULT_DEVICE_TIMEOUT_SECONDS = 3600;
const BATCHES_MAX = 100;
const DELAY_MINUTES_MAX = 60 * 24 * 30;
const TIMEOUT_SECONDS_MAX = 60 * 60 * 24 * 30;

export const failureLimitActions = ["pause", "rollBack"] as const;
export type FailureLimitAction = (typeof failureLimitActions)[number];

const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write a local time as HH:MM, from 00:00 to 23:59.")
  .describe("A local time, HH:MM");

/** When batches may start. `days` are those on which it opens; an `end` not after `start` lies on the next day. */
export const maintenanceWindowInput = z.strictObject({
  days: z
    .array(z.int().min(1).max(7))
    .min(1, "Name at least one day, or leave days out to mean every day.")
    .max(7)
    .refine((days) => new Set(days).size === days.length, "Name each day once.")
    .optional()
    .describe("ISO weekdays on which it opens: 1 is Monday, 7 is Sunday. Left out: every day."),
  start: localTime,
  end: localTime,
  timeZone: z
    .string()
    .max(64)
    .refine((zone) => IANAZone.isValidZone(zone), "This is no IANA time zone, such as Europe/Berlin.")
    .describe("IANA time zone, such as Europe/Berlin"),
});
export type MaintenanceWindow = z.output<typeof maintenanceWindowInput>;

/** Cumulative shares of the selected devices, in percent. */
export const batchPercentagesInput = z
  .array(
    z
      .number()
      .gt(0, "A batch must be above 0 percent.")
      .max(100, "Percentages are cumulative and cannot go beyond 100."),
  )
  .min(1, "Name at least one batch, for example [100].")
  .max(BATCHES_MAX, `A rollout has at most ${BATCHES_MAX} batches.`)
  .refine(isRising, "Percentages are cumulative, so each must be above the one before, for example [10, 50, 100].")
  .refine((batches) => batches.at(-1) === 100, "The last batch must be 100, so that every device gets its turn.")
  .describe("Cumulative shares of the selected devices in percent, for example [10, 50, 100]");

export const rolloutSettingsSchema = z.strictObject({
  batches: batchPercentagesInput,
  batchDelayMinutes: z.number().min(0).max(DELAY_MINUTES_MAX),
  healthCheckEnabled: z.boolean(),
  healthCheckConfig: healthCheckConfigInput.nullable(),
  autoRollbackEnabled: z.boolean(),
  onFailureLimit: z.enum(failureLimitActions),
  maxFailureRate: z.number().min(0).max(1),
  deviceTimeoutSeconds: z.int().min(10).max(TIMEOUT_SECONDS_MAX),
  deviceFilter: deviceFilterInput,
  maintenanceWindow: maintenanceWindowInput.nullable(),
});
export type RolloutSettings = z.output<typeof rolloutSettingsSchema>;

function isRising(percentages: readonly number[]): boolean {
  return percentages.every((percent, index) => percent > (percentages[index - 1] ?? -Infinity));
}
