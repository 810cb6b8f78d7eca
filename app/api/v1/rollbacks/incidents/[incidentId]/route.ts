import { getIncidentOperation, updateIncidentOperation } from "#lib/http/operations/rollbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getIncidentOperation);
export const PATCH = serve(updateIncidentOperation);
