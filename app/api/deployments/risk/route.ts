import { findRiskOperation } from "#lib/http/operations/risk.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(findRiskOperation);
