import { updateServiceAccountOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const PATCH = serve(updateServiceAccountOperation);
