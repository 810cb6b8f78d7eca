import { requirePermission } from "#lib/access/require-permission.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import type { CheckMessage } from "#lib/events/audit/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** A step of progress worth telling. */
const STEP = 0.01;

/** A check reads the whole log and keeps a core busy: one at a time is enough for everybody. */
let isRunning = false;

/** Checks the whole log, and tells line by line how far it is and, at the end, what it found. Ends when nobody listens. */
export function checkLog(ctx: Context): ReadableStream<string> {
  requirePermission(ctx.actor, "events:export");
  if (isRunning) {
    throw new DomainError("LIMIT_REACHED", "The log is being checked already. Wait until that is done.", {
      retryAfterSeconds: 10,
    });
  }
  isRunning = true;
  const leaving = new AbortController();
  return new ReadableStream<string>({
    start: (controller) => {
      const say = (message: CheckMessage) => controller.enqueue(`${JSON.stringify(message)}\n`);
      // Not awaited: a stream hands out nothing before its start is over.
      void run(ctx, say, leaving.signal).then(
        () => controller.close(),
        (error: unknown) => {
          if (leaving.signal.aborted) return;
          ctx.log.error({ err: error }, "The event log could not be checked.");
          controller.error(error);
        },
      );
    },
    cancel: () => leaving.abort(),
  });
}

async function run(ctx: Context, say: (message: CheckMessage) => void, signal: AbortSignal): Promise<void> {
  let told = 0;
  try {
    const verdict = await verifyLog(ctx, {
      signal,
      onProgress: ({ checked, total }) => {
        if (checked - told < total * STEP && checked < total) return;
        told = checked;
        say({ kind: "progress", checked, total });
      },
    });
    say({ kind: "verdict", verdict });
  } finally {
    isRunning = false;
  }
}
