import { listTeamsOperation, createTeamOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listTeamsOperation);
export const POST = serve(createTeamOperation);
