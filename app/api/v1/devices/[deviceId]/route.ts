import { getDeviceOperation, updateDeviceOperation } from "#lib/http/operations/devices.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getDeviceOperation);
export const PATCH = serve(updateDeviceOperation);
