import { templateSchemaOperation } from "#lib/http/operations/templates.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(templateSchemaOperation);
