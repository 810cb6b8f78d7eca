import { compareBuildApisOperation } from "#lib/http/operations/diffs.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(compareBuildApisOperation);
