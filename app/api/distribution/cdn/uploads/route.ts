import { createUploadOperation, describeUploadsOperation } from "#lib/http/operations/uploads.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(createUploadOperation);
export const OPTIONS = serve(describeUploadsOperation);
