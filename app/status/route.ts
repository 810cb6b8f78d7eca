import { statusOperation } from "#lib/http/operations/system.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(statusOperation);
