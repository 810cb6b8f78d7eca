import { flushCompileCache } from "node:module";
import path from "node:path";
import { systemActor } from "#lib/access/rules/actor.ts";
import { flushDownloads } from "#lib/cdn/count-downloads.ts";
import { flushLastSeen } from "#lib/devices/last-seen.ts";
import { openGateway } from "#lib/gateway/gateway.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { eventHub } from "#lib/live/hub.ts";
import { prepareAccess, prepareContent } from "#lib/process/first-start.ts";
import { openRuntime } from "#lib/process/open-runtime.ts";
import { closeServer, divide, listen, makePageListener } from "#lib/process/server.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { stopOnSignal } from "#lib/process/until-stopped.ts";

/** Serves everything in this process until a signal stops it. Throws an error of `isForThePerson` when it cannot start. */
export async function start(options: { webOnly: boolean; dev: boolean }): Promise<void> {
  const { server, port, serveWith } = await listen(loadConfig());
  const runtime = await openRuntime();
  const pages = await makePageListener({ dev: options.dev, dir: runtime.programDir, port, server });
  const setUpSecret = await prepareAccess(runtime);
  await prepareContent(runtime);
  const work = options.webOnly ? null : await startWorkHere(runtime);
  const gateway = await openGateway(runtime);
  serveWith(divide(gateway.listener, pages.listener));
  sayWhereToGo(runtime.config.publicUrl ?? `http://localhost:${port}`, setUpSecret, runtime.config);
  // Also who is killed leaves the next start what it has compiled.
  flushCompileCache();

  stopOnSignal(runtime.log, async () => {
    await closeServer(server);
    await gateway.stop();
    await work?.stop();
    await flushLastSeen(makeContext(runtime, systemActor("last seen")));
    await flushDownloads(makeContext(runtime, systemActor("downloads")));
    await eventHub().stop();
    await pages.close();
    await runtime.database.close();
  });
}

/** Loaded only where it is wanted: a web-only process has no use for the orchestrator. */
async function startWorkHere(runtime: Runtime): Promise<{ stop(): Promise<void> }> {
  const { startWork } = await import("#lib/process/work.ts");
  return startWork(runtime);
}

function sayWhereToGo(
  url: string,
  setUpSecret: string | null,
  config: { dockerWebhookSecrets: readonly string[]; databaseUrl: string | null; dataDir: string },
): void {
  const where = config.databaseUrl ? "PostgreSQL" : `the embedded database in ${path.resolve(config.dataDir)}`;
  const lines = [
    ``,
    `  Slipway is ready:  ${url}`,
    `  Data is kept in ${where}.`,
    setUpSecret
      ? `  Make the first administrator (link works once, for 24 hours):\n    ${url}/setup#${setUpSecret}`
      : `  Sign in with your e-mail address and password.`,
  ];
  if (config.dockerWebhookSecrets.length === 0) {
    lines.push(
      `  DOCKER_WEBHOOK_SECRET is not set: registry webhooks without a source address are taken as hints only,`,
      `  and the registry is asked before anything starts.`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n\n`);
}
