import { renewRecoveryCodesOperation } from "#lib/http/operations/me.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(renewRecoveryCodesOperation);
