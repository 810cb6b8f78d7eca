import { fetchFileOperation } from "#lib/http/operations/files.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(fetchFileOperation);
