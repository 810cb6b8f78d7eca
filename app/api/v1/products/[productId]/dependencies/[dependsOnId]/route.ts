import { saveDependencyOperation, deleteDependencyOperation } from "#lib/http/operations/promotion.ts";
import { serve } from "#lib/http/serve.ts";

export const PUT = serve(saveDependencyOperation);
export const DELETE = serve(deleteDependencyOperation);
