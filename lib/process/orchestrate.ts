import { ConfigError, loadConfig } from "#lib/kernel/config.ts";
import { eventHub } from "#lib/live/hub.ts";
import { openRuntime } from "#lib/process/open-runtime.ts";
import { stopOnSignal } from "#lib/process/until-stopped.ts";
import { startWork } from "#lib/process/work.ts";

/** Carries rollouts on until a signal stops it, without serving anything. */
export async function orchestrate(): Promise<void> {
  if (!loadConfig().databaseUrl) {
    throw new ConfigError("slipway orchestrator needs PostgreSQL: set DATABASE_URL. (slipway start has its own.)");
  }
  const runtime = await openRuntime();
  const work = await startWork(runtime);
  process.stdout.write("The orchestrator is at work.\n");
  stopOnSignal(runtime.log, async () => {
    await work.stop();
    await eventHub().stop();
    await runtime.database.close();
  });
}
