import { countFleetVersionsOperation } from "#lib/http/operations/fleets.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(countFleetVersionsOperation);
