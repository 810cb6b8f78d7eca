import { giveUpRollbackOperation } from "#lib/http/operations/rollbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(giveUpRollbackOperation);
