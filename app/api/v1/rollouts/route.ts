import { listRolloutsOperation, startRolloutOperation } from "#lib/http/operations/rollouts.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listRolloutsOperation);
export const POST = serve(startRolloutOperation);
