import { findDeviceOperation, updateDeviceOperation } from "#lib/http/operations/devices.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(findDeviceOperation);
export const PATCH = serve(updateDeviceOperation);
