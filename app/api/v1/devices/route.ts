import { listDevicesOperation, createDeviceOperation } from "#lib/http/operations/devices.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listDevicesOperation);
export const POST = serve(createDeviceOperation);
