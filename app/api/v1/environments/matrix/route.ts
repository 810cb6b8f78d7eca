import { showMatrixOperation } from "#lib/http/operations/environments.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(showMatrixOperation);
