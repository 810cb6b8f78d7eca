import { listDependenciesOperation } from "#lib/http/operations/promotion.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listDependenciesOperation);
