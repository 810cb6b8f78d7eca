import { listProductsOperation, createProductOperation } from "#lib/http/operations/products.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listProductsOperation);
export const POST = serve(createProductOperation);
