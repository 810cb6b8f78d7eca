import { openIncidentIssueOperation } from "#lib/http/operations/rollbacks.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(openIncidentIssueOperation);
