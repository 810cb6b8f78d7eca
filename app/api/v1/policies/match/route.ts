import { matchPoliciesOperation } from "#lib/http/operations/policies.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(matchPoliciesOperation);
