import { listGroupMappingsOperation, createGroupMappingOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listGroupMappingsOperation);
export const POST = serve(createGroupMappingOperation);
