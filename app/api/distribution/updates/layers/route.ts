import { measurePullOperation } from "#lib/http/operations/updates.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(measurePullOperation);
