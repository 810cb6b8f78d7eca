import { rejectDeploymentOperation } from "#lib/http/operations/promotion.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(rejectDeploymentOperation);
