import {
  deletePolicyOperation,
  findPolicyOperation,
  replacePolicyOperation,
  updatePolicyOperation,
} from "#lib/http/operations/policies.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(findPolicyOperation);
export const PATCH = serve(updatePolicyOperation);
export const PUT = serve(replacePolicyOperation);
export const DELETE = serve(deletePolicyOperation);
