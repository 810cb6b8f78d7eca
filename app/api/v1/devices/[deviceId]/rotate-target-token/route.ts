import { rotateTargetTokenOperation } from "#lib/http/operations/device-details.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(rotateTargetTokenOperation);
