import { openInvitationOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(openInvitationOperation);
