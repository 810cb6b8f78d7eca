import { deployOperation } from "#lib/http/operations/deployments.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(deployOperation);
