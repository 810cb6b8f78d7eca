import { updateCalendarRuleOperation, deleteCalendarRuleOperation } from "#lib/http/operations/calendar.ts";
import { serve } from "#lib/http/serve.ts";

export const PATCH = serve(updateCalendarRuleOperation);
export const DELETE = serve(deleteCalendarRuleOperation);
