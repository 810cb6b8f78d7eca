import { updateScheduleOperation, deleteScheduleOperation } from "#lib/http/operations/queue.ts";
import { serve } from "#lib/http/serve.ts";

export const PATCH = serve(updateScheduleOperation);
export const DELETE = serve(deleteScheduleOperation);
