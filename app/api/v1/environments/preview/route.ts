import { previewDevicesOperation } from "#lib/http/operations/environments.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(previewDevicesOperation);
