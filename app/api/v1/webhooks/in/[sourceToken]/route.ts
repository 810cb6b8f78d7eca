import { receiveSourceWebhookOperation } from "#lib/http/operations/webhooks.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(receiveSourceWebhookOperation);
