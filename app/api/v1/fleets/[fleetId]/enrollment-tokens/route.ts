import { listEnrollmentTokensOperation, createEnrollmentTokenOperation } from "#lib/http/operations/fleets.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listEnrollmentTokensOperation);
export const POST = serve(createEnrollmentTokenOperation);
