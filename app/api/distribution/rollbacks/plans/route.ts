import { listRollbackPlansOperation, createRollbackPlanOperation } from "#lib/http/operations/rollbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listRollbackPlansOperation);
export const POST = serve(createRollbackPlanOperation);
