import { listTableDependenciesOperation } from "#lib/http/operations/migration-guard.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listTableDependenciesOperation);
