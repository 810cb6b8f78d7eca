import { readFileStatsOperation } from "#lib/http/operations/cdn.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readFileStatsOperation);
