import { takeBackupOperation } from "#lib/http/operations/backup.ts";
import { serve } from "#lib/http/serve.ts";

export const POST = serve(takeBackupOperation);
