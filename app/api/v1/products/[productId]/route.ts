import { getProductOperation, updateProductOperation, deleteProductOperation } from "#lib/http/operations/products.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getProductOperation);
export const PATCH = serve(updateProductOperation);
export const DELETE = serve(deleteProductOperation);
