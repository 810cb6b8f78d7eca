import { createArtifactOperation, listArtifactsOperation } from "#lib/http/operations/artifacts.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listArtifactsOperation);
export const POST = serve(createArtifactOperation);
