import { previewDeploymentOperation } from "#lib/http/operations/templates.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(previewDeploymentOperation);
