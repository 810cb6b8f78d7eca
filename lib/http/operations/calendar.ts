import { z } from "zod";
import { createRule } from "#lib/calendar/create-rule.ts";
import { deleteRule } from "#lib/calendar/delete-rule.ts";
import {
  createRuleInput,
  liftStopInput,
  listRulesInput,
  listStopsInput,
  previewRuleInput,
  readCalendarInput,
  stopLineInput,
  updateRuleInput,
} from "#lib/calendar/input.ts";
import { liftStop } from "#lib/calendar/lift-stop.ts";
import { listRules } from "#lib/calendar/list-rules.ts";
import { listStops } from "#lib/calendar/list-stops.ts";
import { previewRule } from "#lib/calendar/preview-rule.ts";
import { readCalendar } from "#lib/calendar/read-calendar.ts";
import { RULE_KINDS } from "#lib/calendar/rules/occasions.ts";
import { recurrenceInput } from "#lib/calendar/rules/recurrence.ts";
import { stopLine } from "#lib/calendar/stop-line.ts";
import { updateRule } from "#lib/calendar/update-rule.ts";
import { defineOperation } from "#lib/http/operation.ts";
import { actorShape, pageOf } from "#lib/http/shapes.ts";

export const placeShape = z.object({ id: z.uuid(), slug: z.string(), name: z.string() });
const span = z.object({ startsAt: z.string(), endsAt: z.string() });

const rule = z.object({
  id: z.uuid(),
  kind: z.enum(RULE_KINDS),
  name: z.string(),
  environment: placeShape.nullable().describe("Null means every environment."),
  product: placeShape.nullable().describe("Null means every product."),
  recurrence: recurrenceInput,
  startsAt: z.string().describe("Local time of the first one."),
  durationMinutes: z.number().int(),
  timeZone: z.string(),
  reason: z.string(),
  enabled: z.boolean(),
  createdAt: z.string(),
  createdBy: actorShape,
  updatedAt: z.string(),
  holdsNow: z.boolean(),
  next: z.array(span).describe("The next few times, that which holds now first; none when it is over."),
});

export const bandShape = span.extend({
  ruleId: z.uuid(),
  kind: z.enum(RULE_KINDS),
  name: z.string(),
  environmentId: z.uuid().nullable(),
  productId: z.uuid().nullable(),
});

export const stopShape = z.object({
  id: z.uuid(),
  environment: placeShape.nullable().describe("Null means every environment."),
  product: placeShape.nullable().describe("Null means every product."),
  reason: z.string(),
  stoppedAt: z.string(),
  stoppedBy: actorShape,
  liftedAt: z.string().nullable(),
  liftedBy: actorShape.nullable(),
  liftReason: z.string().nullable(),
});

const COMBINED =
  "A freeze that applies denies. Windows are read level by level: everywhere, an environment, a product, a product in " +
  "an environment. Each level that has windows must have one of them open. Without any window it is open.";

export const readCalendarOperation = defineOperation({
  id: "readCalendar",
  method: "GET",
  path: "/api/v1/calendar",
  tag: "Calendar",
  summary: "Read when windows and freezes hold between two instants",
  description: COMBINED,
  auth: "user",
  query: readCalendarInput,
  response: z.object({ bands: z.array(bandShape), isCut: z.boolean() }),
  run: readCalendar,
});

export const listCalendarRulesOperation = defineOperation({
  id: "listCalendarRules",
  method: "GET",
  path: "/api/v1/calendar/rules",
  tag: "Calendar",
  summary: "List windows and freezes with their next times",
  auth: "user",
  query: listRulesInput,
  response: pageOf(rule),
  run: listRules,
});

export const createCalendarRuleOperation = defineOperation({
  id: "createCalendarRule",
  method: "POST",
  path: "/api/v1/calendar/rules",
  tag: "Calendar",
  summary: "Make a maintenance window or a freeze",
  description: COMBINED,
  auth: "user",
  body: createRuleInput,
  response: rule,
  status: 201,
  creates: true,
  run: createRule,
});

export const previewCalendarRuleOperation = defineOperation({
  id: "previewCalendarRule",
  method: "POST",
  path: "/api/v1/calendar/preview",
  tag: "Calendar",
  summary: "Show what a window or freeze would mean before it is saved",
  auth: "user",
  body: previewRuleInput,
  response: z.object({
    next: z.array(span),
    leftOut: z
      .array(z.object({ localTime: z.string(), message: z.string() }))
      .describe("Local times that the clocks leave out within the next two years."),
    warnings: z.array(z.string()),
  }),
  run: previewRule,
});

export const updateCalendarRuleOperation = defineOperation({
  id: "updateCalendarRule",
  method: "PATCH",
  path: "/api/v1/calendar/rules/{ruleId}",
  tag: "Calendar",
  summary: "Change a window or freeze",
  auth: "user",
  body: updateRuleInput.omit({ ruleId: true }),
  response: rule,
  run: updateRule,
});

export const deleteCalendarRuleOperation = defineOperation({
  id: "deleteCalendarRule",
  method: "DELETE",
  path: "/api/v1/calendar/rules/{ruleId}",
  tag: "Calendar",
  summary: "Take a window or freeze off the calendar",
  auth: "user",
  response: z.void(),
  status: 204,
  run: deleteRule,
});

export const listLineStopsOperation = defineOperation({
  id: "listLineStops",
  method: "GET",
  path: "/api/v1/line-stops",
  tag: "Calendar",
  summary: "List the stops of the line that hold, or those that were lifted",
  auth: "user",
  query: listStopsInput,
  response: pageOf(stopShape),
  run: listStops,
});

export const stopLineOperation = defineOperation({
  id: "stopLine",
  method: "POST",
  path: "/api/v1/line-stops",
  tag: "Calendar",
  summary: "Stop the line: nothing new starts there once this is answered",
  description: "Where the same place is stopped already, that stop is the answer. What runs goes on.",
  auth: "user",
  body: stopLineInput,
  response: stopShape,
  status: 201,
  creates: true,
  run: stopLine,
});

export const liftLineStopOperation = defineOperation({
  id: "liftLineStop",
  method: "POST",
  path: "/api/v1/line-stops/{lineStopId}/lift",
  tag: "Calendar",
  summary: "Let a stopped line run again, for a reason",
  auth: "user",
  body: liftStopInput.omit({ lineStopId: true }),
  response: stopShape,
  run: liftStop,
});

export const calendarOperations = [
  readCalendarOperation,
  listCalendarRulesOperation,
  createCalendarRuleOperation,
  previewCalendarRuleOperation,
  updateCalendarRuleOperation,
  deleteCalendarRuleOperation,
  listLineStopsOperation,
  stopLineOperation,
  liftLineStopOperation,
];
