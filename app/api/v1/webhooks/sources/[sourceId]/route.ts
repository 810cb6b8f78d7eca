import { findSourceOperation, revokeSourceOperation, updateSourceOperation } from "#lib/http/operations/webhooks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(findSourceOperation);
export const PATCH = serve(updateSourceOperation);
export const DELETE = serve(revokeSourceOperation);
