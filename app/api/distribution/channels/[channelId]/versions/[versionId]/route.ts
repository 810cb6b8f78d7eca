import { withdrawVersionOperation } from "#lib/http/operations/channels.ts";
import { serve } from "#lib/http/serve.ts";

export const DELETE = serve(withdrawVersionOperation);
