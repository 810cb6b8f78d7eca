import { setUpOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(setUpOperation);
