import {
  deletePolicyOperation,
  getPolicyOperation,
  replacePolicyOperation,
  updatePolicyOperation,
} from "#lib/http/operations/policies.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getPolicyOperation);
export const PATCH = serve(updatePolicyOperation);
export const PUT = serve(replacePolicyOperation);
export const DELETE = serve(deletePolicyOperation);
