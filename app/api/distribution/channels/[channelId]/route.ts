import { deleteChannelOperation, getChannelOperation, updateChannelOperation } from "#lib/http/operations/channels.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getChannelOperation);
export const PATCH = serve(updateChannelOperation);
export const DELETE = serve(deleteChannelOperation);
