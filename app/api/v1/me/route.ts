import { describeMeOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(describeMeOperation);
