import { countDevicesOperation } from "#lib/http/operations/devices.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(countDevicesOperation);
