import { listUsersOperation, createUserOperation } from "#lib/http/operations/access.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listUsersOperation);
export const POST = serve(createUserOperation);
