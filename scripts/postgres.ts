// Starts a throw-away PostgreSQL and runs one command with its address in SLIPWAY_TEST_DATABASE_URL. Run it when you
// want the suites on PostgreSQL without keeping a server:
//   node scripts/postgres.ts run -- npx vitest run lib/rollouts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { startPostgres } from "./lib/postgres.ts";

const [verb, separator, command, ...args] = process.argv.slice(2);
if (verb !== "run" || separator !== "--" || !command) {
  console.error("Usage: node scripts/postgres.ts run -- <command> [arguments]");
  process.exit(2);
}

const server = await startPostgres();
if ("skipped" in server) {
  console.error(`PostgreSQL cannot be started: ${server.skipped}`);
  process.exit(1);
}

const child = spawn(command, args, {
  stdio: "inherit",
  env: { ...process.env, SLIPWAY_TEST_DATABASE_URL: server.url },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`${command} cannot be run: ${error.message}`);
});
const [code] = (await once(child, "close")) as [number | null];
await server.stop();
process.exitCode = code ?? 1;
