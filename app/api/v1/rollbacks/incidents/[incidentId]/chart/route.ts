import { getIncidentChartOperation } from "#lib/http/operations/rollbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getIncidentChartOperation);
