import { revokeEnrollmentTokenOperation } from "#lib/http/operations/fleets.ts";
import { serve } from "#lib/http/serve.ts";

export const DELETE = serve(revokeEnrollmentTokenOperation);
