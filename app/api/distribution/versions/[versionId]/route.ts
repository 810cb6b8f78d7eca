import { getVersionOperation, updateVersionOperation } from "#lib/http/operations/versions.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getVersionOperation);
export const PATCH = serve(updateVersionOperation);
