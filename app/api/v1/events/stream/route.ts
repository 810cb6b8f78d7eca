import { streamEventsOperation } from "#lib/http/operations/events.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(streamEventsOperation);
