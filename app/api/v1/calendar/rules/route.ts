import { listCalendarRulesOperation, createCalendarRuleOperation } from "#lib/http/operations/calendar.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listCalendarRulesOperation);
export const POST = serve(createCalendarRuleOperation);
