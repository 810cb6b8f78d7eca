import {
  getNotificationRuleOperation,
  updateNotificationRuleOperation,
  deleteNotificationRuleOperation,
} from "#lib/http/operations/notifications.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getNotificationRuleOperation);
export const PATCH = serve(updateNotificationRuleOperation);
export const DELETE = serve(deleteNotificationRuleOperation);
