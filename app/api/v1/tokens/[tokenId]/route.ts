import { revokeTokenOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const DELETE = serve(revokeTokenOperation);
