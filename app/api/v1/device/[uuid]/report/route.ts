import { takeReportOperation } from "#lib/http/operations/check-in.ts";
import { serve } from "#lib/http/serve.ts";

export const PATCH = serve(takeReportOperation);
