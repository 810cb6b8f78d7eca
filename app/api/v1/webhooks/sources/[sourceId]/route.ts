import {
  getWebhookSourceOperation,
  revokeWebhookSourceOperation,
  updateWebhookSourceOperation,
} from "#lib/http/operations/webhooks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getWebhookSourceOperation);
export const PATCH = serve(updateWebhookSourceOperation);
export const DELETE = serve(revokeWebhookSourceOperation);
