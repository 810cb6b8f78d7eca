import { collectFilesOperation } from "#lib/http/operations/files.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(collectFilesOperation);
