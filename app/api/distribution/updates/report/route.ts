import { reportOutcomeOperation } from "#lib/http/operations/updates.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(reportOutcomeOperation);
