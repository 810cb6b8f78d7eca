import { listCiRunsOperation } from "#lib/http/operations/ci.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listCiRunsOperation);
