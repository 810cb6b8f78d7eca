import { createRegistryOperation, listRegistriesOperation } from "#lib/http/operations/registries.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listRegistriesOperation);
export const POST = serve(createRegistryOperation);
