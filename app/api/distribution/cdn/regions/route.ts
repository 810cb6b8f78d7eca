import { listRegionsOperation, createRegionOperation } from "#lib/http/operations/cdn.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listRegionsOperation);
export const POST = serve(createRegionOperation);
