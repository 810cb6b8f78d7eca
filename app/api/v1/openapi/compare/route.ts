import { compareOpenapiOperation } from "#lib/http/operations/openapi.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(compareOpenapiOperation);
