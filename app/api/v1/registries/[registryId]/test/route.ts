import { testRegistryOperation } from "#lib/http/operations/registries.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(testRegistryOperation);
