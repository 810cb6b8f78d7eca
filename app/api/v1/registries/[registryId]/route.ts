import {
  deleteRegistryOperation,
  getRegistryOperation,
  updateRegistryOperation,
} from "#lib/http/operations/registries.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getRegistryOperation);
export const PATCH = serve(updateRegistryOperation);
export const DELETE = serve(deleteRegistryOperation);
