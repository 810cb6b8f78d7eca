import { getDeviceFileOperation } from "#lib/http/operations/check-in.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getDeviceFileOperation);
