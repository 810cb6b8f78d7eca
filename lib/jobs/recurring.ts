import { fromPglite, PgBoss } from "pg-boss";
import type { DatabaseHandle } from "#lib/database/client.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** Work that comes round again. It runs in one process at a time, however many there are. */
export interface RecurringJob {
  name: string;
  everySeconds: number;
  run(): Promise<void>;
}

/** How long one run may take before another process may try it. */
const RUN_SECONDS_MAX = 15 * 60;
/** Without a sign of life for this long the process that runs it counts as killed, and the next round may begin. */
const SILENT_SECONDS_MAX = 60;

/**
 * Runs recurring jobs through pg-boss: each queues its next run before it begins, and a queue holds one waiting and one
 * running job at most, so that starting a second process or being killed neither doubles nor loses the round.
 */
export async function startRecurringJobs(
  database: DatabaseHandle,
  log: Logger,
  jobs: readonly RecurringJob[],
): Promise<{ stop(): Promise<void> }> {
  const boss = new PgBoss(bossOptions(database));
  boss.on("error", (error) => log.warn({ err: error }, "The job queue reported an error."));
  await boss.start();
  for (const job of jobs) {
    await boss.createQueue(job.name, {
      policy: "stately",
      retryLimit: 0,
      expireInSeconds: RUN_SECONDS_MAX,
      heartbeatSeconds: SILENT_SECONDS_MAX,
    });
    await boss.work(job.name, { pollingIntervalSeconds: 2 }, async () => {
      await boss.send(job.name, null, { startAfter: job.everySeconds });
      try {
        await job.run();
      } catch (error) {
        log.error({ err: error, job: job.name }, "A recurring job failed and will run again in its next round.");
      }
    });
    await boss.send(job.name, null);
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}

function bossOptions(database: DatabaseHandle) {
  const common = { schema: "jobs", schedule: false };
  if (database.pglite) return { ...common, backend: "pglite" as const, db: fromPglite(database.pglite) };
  return { ...common, connectionString: database.url ?? undefined, max: 2, application_name: "slipway-jobs" };
}
