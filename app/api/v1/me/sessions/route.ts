import { listMySessionsOperation, revokeMyOtherSessionsOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listMySessionsOperation);
export const DELETE = serve(revokeMyOtherSessionsOperation);
