import { checkMigrationOperation, listMigrationChecksOperation } from "#lib/http/operations/migration-guard.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(checkMigrationOperation);
export const GET = serve(listMigrationChecksOperation);
