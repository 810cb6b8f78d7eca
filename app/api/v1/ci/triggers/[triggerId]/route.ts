import { getCiTriggerOperation, updateCiTriggerOperation, deleteCiTriggerOperation } from "#lib/http/operations/ci.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getCiTriggerOperation);
export const PATCH = serve(updateCiTriggerOperation);
export const DELETE = serve(deleteCiTriggerOperation);
