import { getRuleOperation, updateRuleOperation, deleteRuleOperation } from "#lib/http/operations/notifications.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getRuleOperation);
export const PATCH = serve(updateRuleOperation);
export const DELETE = serve(deleteRuleOperation);
