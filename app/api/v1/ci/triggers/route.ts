import { listCiTriggersOperation, createCiTriggerOperation } from "#lib/http/operations/ci.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listCiTriggersOperation);
export const POST = serve(createCiTriggerOperation);
