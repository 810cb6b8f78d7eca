import { systemActor } from "#lib/access/rules/actor.ts";
import { sweepFiles } from "#lib/artifacts/sweep-files.ts";
import { followEnvironment } from "#lib/cdn/follow-environment.ts";
import { keepCdnHouse } from "#lib/cdn/keep-house.ts";
import { pullStats } from "#lib/cdn/pull-stats.ts";
import { readAccessLogs } from "#lib/cdn/read-access-logs.ts";
import { sampleAdoption } from "#lib/devices/sample-adoption.ts";
import { sampleTraffic } from "#lib/devices/sample-traffic.ts";
import { pruneLog } from "#lib/events/audit/prune.ts";
import { keepCheckpoints } from "#lib/events/audit/sign-checkpoint.ts";
import { pollWatchedRepositories } from "#lib/intake/poll-watched-repositories.ts";
import { keepHouse } from "#lib/jobs/store-housekeeping.ts";
import { startRecurringJobs } from "#lib/jobs/recurring.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { learnFromOutcomes } from "#lib/risk/learn.ts";
import { forgetClients } from "#lib/updates/forget-clients.ts";
import { forgetDeliveries } from "#lib/notifications/forget-deliveries.ts";
import { noteInstalled } from "#lib/updates/note-installed.ts";
import { sweepDeltaWork } from "#lib/updates/deltas/work-deltas.ts";
import { followSlackUrl } from "#lib/notifications/follow-slack-url.ts";
import { startOrchestrator } from "#lib/orchestrator/loop.ts";

/** A sample is written only when something has changed, so that an idle fleet costs one count. */
const ADOPTION_SECONDS = 30;
const HOUSEKEEPING_SECONDS = 3_600;
const SWEEP_SECONDS = 6 * 3_600;
const ACCESS_LOG_SECONDS = 60;
const PROVIDER_STATS_SECONDS = 3_600;
const LEARNING_SECONDS = 600;

/** Starts everything that works without being asked: the orchestrator and the recurring jobs. */
export async function startWork(runtime: Runtime): Promise<{ stop(): Promise<void> }> {
  const as = (name: string) => makeContext(runtime, systemActor(name));
  await followEnvironment(as("environment"));
  await followSlackUrl(as("environment"));
  const orchestrator = startOrchestrator(runtime);
  const jobs = await startRecurringJobs(runtime.database, runtime.log, [
    {
      name: "poll-registries",
      everySeconds: runtime.config.registryPollSeconds,
      run: () => pollWatchedRepositories(as("registry poll")),
    },
    { name: "sample-adoption", everySeconds: ADOPTION_SECONDS, run: () => sampleAdoption(as("adoption")) },
    { name: "sample-traffic", everySeconds: ADOPTION_SECONDS, run: () => sampleTraffic(as("traffic")) },
    { name: "note-installed", everySeconds: ADOPTION_SECONDS, run: () => noteInstalled(as("adoption")) },
    { name: "keep-house", everySeconds: HOUSEKEEPING_SECONDS, run: () => keepHouse(as("housekeeping")) },
    {
      name: "keep-checkpoints",
      everySeconds: runtime.config.audit.checkpointSeconds,
      run: () => keepCheckpoints(as("audit")),
    },
    { name: "prune-log", everySeconds: SWEEP_SECONDS, run: () => pruneLog(as("audit")) },
    { name: "sweep-files", everySeconds: SWEEP_SECONDS, run: () => sweepFiles(as("housekeeping")) },
    { name: "sweep-deltas", everySeconds: SWEEP_SECONDS, run: () => sweepDeltaWork(as("housekeeping")) },
    { name: "forget-clients", everySeconds: SWEEP_SECONDS, run: () => forgetClients(as("housekeeping")) },
    { name: "forget-messages", everySeconds: SWEEP_SECONDS, run: () => forgetDeliveries(as("housekeeping")) },
    { name: "keep-cdn-house", everySeconds: HOUSEKEEPING_SECONDS, run: () => keepCdnHouse(as("housekeeping")) },
    { name: "read-access-logs", everySeconds: ACCESS_LOG_SECONDS, run: () => readAccessLogs(as("access logs")) },
    { name: "learn-risk", everySeconds: LEARNING_SECONDS, run: () => learnFromOutcomes(as("risk")) },
    { name: "pull-cdn-stats", everySeconds: PROVIDER_STATS_SECONDS, run: () => pullStats(as("statistics")) },
  ]);
  return {
    stop: async () => {
      await orchestrator.stop();
      await jobs.stop();
    },
  };
}
