import { readFeedOperation } from "#lib/http/operations/feeds.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readFeedOperation);
