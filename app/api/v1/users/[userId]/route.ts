import { updateUserOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const PATCH = serve(updateUserOperation);
