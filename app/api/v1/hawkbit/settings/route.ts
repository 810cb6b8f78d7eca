import { changeHawkbitSettingsOperation, listHawkbitSettingsOperation } from "#lib/http/operations/hawkbit.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listHawkbitSettingsOperation);
export const PUT = serve(changeHawkbitSettingsOperation);
