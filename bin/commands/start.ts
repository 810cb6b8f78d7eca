import path from "node:path";
import type { Command } from "commander";
import { ConfigError, loadConfig } from "#lib/kernel/config.ts";
import { FolderInUseError } from "#lib/database/folder-lock.ts";
import { eventHub } from "#lib/live/hub.ts";
import { prepareAccess } from "#lib/process/first-start.ts";
import { openRuntime } from "#lib/process/open-runtime.ts";
import { closeServer, listen, makePageListener, PortInUseError } from "#lib/process/server.ts";
import { stopOnSignal } from "#lib/process/until-stopped.ts";
import { startWork } from "#lib/process/work.ts";

const root = path.resolve(import.meta.dirname, "../..");

export function addStartCommand(program: Command): void {
  program
    .command("start")
    .description("serve pages, API, devices and the orchestrator in one process")
    .option("--web-only", "serve without orchestrator and jobs, which run elsewhere (slipway orchestrator)")
    .option("--dev", "development server with reload")
    .action(async (options: { webOnly?: boolean; dev?: boolean }) => {
      try {
        await start({ webOnly: options.webOnly ?? false, dev: options.dev ?? false });
      } catch (error) {
        if (!isForThePerson(error)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
      }
    });
}

/** Errors that are a sentence to whoever starts Slipway, not a fault of the program. */
export function isForThePerson(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof FolderInUseError || error instanceof PortInUseError;
}

async function start(options: { webOnly: boolean; dev: boolean }): Promise<void> {
  const { server, port, serveWith } = await listen(loadConfig());
  const runtime = await openRuntime();
  const pages = await makePageListener({ dev: options.dev, dir: root, port, server });
  const setUpSecret = await prepareAccess(runtime);
  const work = options.webOnly ? null : await startWork(runtime);
  serveWith(pages.listener);
  sayWhereToGo(runtime.config.publicUrl ?? `http://localhost:${port}`, setUpSecret, runtime.config);

  stopOnSignal(runtime.log, async () => {
    await closeServer(server);
    await work?.stop();
    await eventHub().stop();
    await pages.close();
    await runtime.database.close();
  });
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
