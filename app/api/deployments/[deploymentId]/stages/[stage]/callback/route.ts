import { receiveStageCallbackOperation } from "#lib/http/operations/stage-callbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(receiveStageCallbackOperation);
