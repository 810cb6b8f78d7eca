import { leaveOutDeviceOperation } from "#lib/http/operations/rollouts.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(leaveOutDeviceOperation);
