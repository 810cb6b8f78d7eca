import { listServiceAccountsOperation, createServiceAccountOperation } from "#lib/http/operations/teams.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listServiceAccountsOperation);
export const POST = serve(createServiceAccountOperation);
