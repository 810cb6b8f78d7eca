import { createChannelOperation, listChannelsOperation } from "#lib/http/operations/channels.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listChannelsOperation);
export const POST = serve(createChannelOperation);
