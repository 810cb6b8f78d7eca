import { showSecondFactorOperation, beginSecondFactorOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(showSecondFactorOperation);
export const POST = serve(beginSecondFactorOperation);
