import { revokeMySessionOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const DELETE = serve(revokeMySessionOperation);
