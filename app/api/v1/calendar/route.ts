import { readCalendarOperation } from "#lib/http/operations/calendar.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readCalendarOperation);
