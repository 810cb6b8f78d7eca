import {
  archiveEnvironmentOperation,
  getEnvironmentOperation,
  updateEnvironmentOperation,
} from "#lib/http/operations/environments.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(getEnvironmentOperation);
export const PATCH = serve(updateEnvironmentOperation);
export const DELETE = serve(archiveEnvironmentOperation);
