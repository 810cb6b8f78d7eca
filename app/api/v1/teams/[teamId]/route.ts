import { getTeamOperation, updateTeamOperation, deleteTeamOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getTeamOperation);
export const PATCH = serve(updateTeamOperation);
export const DELETE = serve(deleteTeamOperation);
