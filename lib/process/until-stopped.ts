import type { Logger } from "#lib/kernel/log.ts";
import { stopTracing } from "#lib/kernel/tracing.ts";

const STOP_MILLIS_MAX = 10_000;
/** A signal to a group of processes arrives twice: straight from its sender, and through the npm that started us. */
const REPEAT_MILLIS = 1_000;

/**
 * Waits for SIGINT or SIGTERM, then runs `stop` and ends the process. A second signal a moment later, or a stop that
 * takes too long, ends it at once: everything can be killed at any point anyway.
 */
export function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > REPEAT_MILLIS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, "Stopping.");
    setTimeout(() => process.exit(1), STOP_MILLIS_MAX).unref();
    endAll(stop).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, "Stopping went wrong.");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  // A promise that nobody waits for must not end a server that carries a fleet; its cause belongs into the log.
  process.on("unhandledRejection", (error) => log.error({ err: error }, "A promise was rejected and nobody waited."));
}

/** The last spans tell of the stop itself. */
async function endAll(stop: () => Promise<void>): Promise<void> {
  try {
    await stop();
  } finally {
    await stopTracing();
  }
}
