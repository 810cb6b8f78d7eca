import { getArtifactOperation } from "#lib/http/operations/artifacts.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getArtifactOperation);
