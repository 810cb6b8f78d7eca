import { createWebhookSourceOperation, listWebhookSourcesOperation } from "#lib/http/operations/webhooks.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listWebhookSourcesOperation);
export const POST = serve(createWebhookSourceOperation);
