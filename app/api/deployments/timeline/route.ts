import { readTimelineOperation } from "#lib/http/operations/queue.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readTimelineOperation);
