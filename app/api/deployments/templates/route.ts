import { createTemplateOperation, listTemplatesOperation } from "#lib/http/operations/templates.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listTemplatesOperation);
export const POST = serve(createTemplateOperation);
