import { listTokensOperation, createTokenOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listTokensOperation);
export const POST = serve(createTokenOperation);
