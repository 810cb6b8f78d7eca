import { redeliverNotificationOperation } from "#lib/http/operations/notifications.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(redeliverNotificationOperation);
