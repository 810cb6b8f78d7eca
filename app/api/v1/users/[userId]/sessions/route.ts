import { listSessionsOfUserOperation, revokeSessionsOfUserOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listSessionsOfUserOperation);
export const DELETE = serve(revokeSessionsOfUserOperation);
