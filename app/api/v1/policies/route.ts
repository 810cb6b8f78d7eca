import { createPolicyOperation, listPoliciesOperation } from "#lib/http/operations/policies.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listPoliciesOperation);
export const POST = serve(createPolicyOperation);
