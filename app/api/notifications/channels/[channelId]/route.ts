import {
  getNotificationChannelOperation,
  updateNotificationChannelOperation,
  deleteNotificationChannelOperation,
} from "#lib/http/operations/notifications.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getNotificationChannelOperation);
export const PATCH = serve(updateNotificationChannelOperation);
export const DELETE = serve(deleteNotificationChannelOperation);
