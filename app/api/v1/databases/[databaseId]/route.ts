import {
  getProductDatabaseOperation,
  updateProductDatabaseOperation,
  deleteProductDatabaseOperation,
} from "#lib/http/operations/migration-guard.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getProductDatabaseOperation);
export const PATCH = serve(updateProductDatabaseOperation);
export const DELETE = serve(deleteProductDatabaseOperation);
