import { readRecentNotificationsOperation } from "#lib/http/operations/notifications.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(readRecentNotificationsOperation);
