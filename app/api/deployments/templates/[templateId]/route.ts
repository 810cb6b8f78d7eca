import {
  archiveTemplateOperation,
  getTemplateOperation,
  saveTemplateOperation,
} from "#lib/http/operations/templates.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getTemplateOperation);
export const PATCH = serve(saveTemplateOperation);
export const DELETE = serve(archiveTemplateOperation);
