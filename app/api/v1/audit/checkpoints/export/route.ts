import { exportCheckpointsOperation } from "#lib/http/operations/audit.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(exportCheckpointsOperation);
