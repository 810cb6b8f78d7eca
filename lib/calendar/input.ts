import { z } from "zod";
import { RULE_KINDS } from "#lib/calendar/rules/occasions.ts";
import { localTimeInput, recurrenceInput, timeZoneInput } from "#lib/calendar/rules/recurrence.ts";
import { pageInput } from "#lib/kernel/page.ts";
import { timeInput } from "#lib/kernel/time.ts";

/** A year and a day: a freeze over Christmas fits, and a slip of the keyboard does not. */
const DURATION_MINUTES_MAX = 366 * 1_440;

const environment = z.string().min(1).max(64).nullable().describe("Id or slug; null means every environment.");
const product = z.string().min(1).max(100).nullable().describe("Id or slug; null means every product.");
const reason = z.string().trim().max(500);

const ruleShape = {
  kind: z.enum(RULE_KINDS).describe("window: deployments may start then, and only then; freeze: they may not"),
  name: z.string().trim().min(1).max(100),
  environment,
  product,
  recurrence: recurrenceInput,
  startsAt: localTimeInput.describe("Local time of the first one, YYYY-MM-DDTHH:MM; of cron: none before it"),
  durationMinutes: z
    .int()
    .min(1)
    .max(DURATION_MINUTES_MAX)
    .describe("How long it holds each time. Whole days follow the calendar, what is left of it the clock."),
  timeZone: timeZoneInput,
  reason,
  enabled: z.boolean(),
};

export const createRuleInput = z.strictObject({
  ...ruleShape,
  environment: environment.default(null),
  product: product.default(null),
  reason: reason.default(""),
  enabled: ruleShape.enabled.default(true),
});

const ruleId = z.uuid("There is no such rule.");

export const ruleIdInput = z.strictObject({ ruleId });

export const updateRuleInput = z.strictObject({
  ruleId,
  kind: ruleShape.kind.optional(),
  name: ruleShape.name.optional(),
  environment: environment.optional(),
  product: product.optional(),
  recurrence: recurrenceInput.optional(),
  startsAt: ruleShape.startsAt.optional(),
  durationMinutes: ruleShape.durationMinutes.optional(),
  timeZone: timeZoneInput.optional(),
  reason: reason.optional(),
  enabled: ruleShape.enabled.optional(),
});

export const listRulesInput = pageInput.extend({
  environment: z.string().min(1).max(64).optional().describe("Only those of this environment, by id or slug"),
  product: z.string().min(1).max(100).optional().describe("Only those of this product, by id or slug"),
});

export const previewRuleInput = z.strictObject({
  kind: ruleShape.kind,
  recurrence: recurrenceInput,
  startsAt: localTimeInput,
  durationMinutes: ruleShape.durationMinutes,
  timeZone: timeZoneInput,
  environment: environment.default(null),
  product: product.default(null),
  ruleId: ruleId.optional().describe("The rule that this would replace"),
});

/** Two years, so that a year's rules can be seen coming round. */
const RANGE_DAYS_MAX = 732;

export const readCalendarInput = z
  .strictObject({
    from: timeInput,
    to: timeInput,
    environment: z.string().min(1).max(64).optional(),
    product: z.string().min(1).max(100).optional(),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], error: "The end must be after the beginning." })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= RANGE_DAYS_MAX * 86_400_000, {
    path: ["to"],
    error: `Ask for ${RANGE_DAYS_MAX} days at most.`,
  });

export const stopLineInput = z.strictObject({
  environment: environment.default(null),
  product: product.default(null),
  reason: reason.default(""),
});

export const liftStopInput = z.strictObject({
  lineStopId: z.uuid("There is no such stop."),
  reason: reason.min(1, "Say why it may go on."),
});

export const listStopsInput = pageInput.extend({
  open: z.stringbool().default(true).describe("Only those that still hold; false lists the lifted ones."),
});
