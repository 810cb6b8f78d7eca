import { getFleetOperation, updateFleetOperation, deleteFleetOperation } from "#lib/http/operations/fleets.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getFleetOperation);
export const PATCH = serve(updateFleetOperation);
export const DELETE = serve(deleteFleetOperation);
