import { getRegionOperation, updateRegionOperation, deleteRegionOperation } from "#lib/http/operations/cdn.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getRegionOperation);
export const PATCH = serve(updateRegionOperation);
export const DELETE = serve(deleteRegionOperation);
