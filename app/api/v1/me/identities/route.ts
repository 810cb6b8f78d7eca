import { listMyIdentitiesOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listMyIdentitiesOperation);
