import { readChangelogOperation } from "#lib/http/operations/versions.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readChangelogOperation);
