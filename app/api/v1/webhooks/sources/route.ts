import { createSourceOperation, listSourcesOperation } from "#lib/http/operations/webhooks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listSourcesOperation);
export const POST = serve(createSourceOperation);
