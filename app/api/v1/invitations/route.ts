import { listInvitationsOperation, createInvitationOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listInvitationsOperation);
export const POST = serve(createInvitationOperation);
