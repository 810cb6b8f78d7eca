import {
  deleteRegistryOperation,
  findRegistryOperation,
  updateRegistryOperation,
} from "#lib/http/operations/registries.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(findRegistryOperation);
export const PATCH = serve(updateRegistryOperation);
export const DELETE = serve(deleteRegistryOperation);
