import { listInvalidationsOperation, invalidatePathsOperation } from "#lib/http/operations/cdn.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listInvalidationsOperation);
export const POST = serve(invalidatePathsOperation);
