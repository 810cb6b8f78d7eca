import { listSchedulesOperation, createScheduleOperation } from "#lib/http/operations/queue.ts";
import { serve } from "#lib/http/serve.ts";

export const GET = serve(listSchedulesOperation);
export const POST = serve(createScheduleOperation);
