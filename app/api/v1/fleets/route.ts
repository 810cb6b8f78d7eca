import { listFleetsOperation, createFleetOperation } from "#lib/http/operations/fleets.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listFleetsOperation);
export const POST = serve(createFleetOperation);
