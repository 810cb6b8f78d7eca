import { deleteGroupMappingOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const DELETE = serve(deleteGroupMappingOperation);
