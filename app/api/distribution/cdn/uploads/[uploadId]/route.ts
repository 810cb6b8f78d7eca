import { appendToUploadOperation, dropUploadOperation, getUploadOperation } from "#lib/http/operations/uploads.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getUploadOperation);
export const PATCH = serve(appendToUploadOperation);
export const DELETE = serve(dropUploadOperation);
