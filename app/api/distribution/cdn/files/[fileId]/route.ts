import { deleteFileOperation, getFileOperation } from "#lib/http/operations/files.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getFileOperation);
export const DELETE = serve(deleteFileOperation);
