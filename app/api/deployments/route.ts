import { createDeploymentOperation, listDeploymentsOperation } from "#lib/http/operations/deployments.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listDeploymentsOperation);
export const POST = serve(createDeploymentOperation);
