import { listProductDatabasesOperation, createProductDatabaseOperation } from "#lib/http/operations/migration-guard.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listProductDatabasesOperation);
export const POST = serve(createProductDatabaseOperation);
