import { previewCalendarRuleOperation } from "#lib/http/operations/calendar.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(previewCalendarRuleOperation);
