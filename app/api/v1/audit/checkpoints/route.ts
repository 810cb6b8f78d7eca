import { listCheckpointsOperation, makeCheckpointOperation } from "#lib/http/operations/audit.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listCheckpointsOperation);
export const POST = serve(makeCheckpointOperation);
