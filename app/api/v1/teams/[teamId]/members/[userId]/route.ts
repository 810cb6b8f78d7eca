import { addTeamMemberOperation, removeTeamMemberOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const PUT = serve(addTeamMemberOperation);
export const DELETE = serve(removeTeamMemberOperation);
