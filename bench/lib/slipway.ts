import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Api } from "#lib/client/api.ts";
import { startServer, waitUntilReady } from "#lib/simulate/demo/server.ts";
import { findFreePort } from "../../scripts/lib/postgres.ts";

export const ADMIN = { email: "bench@example.com", password: "a password for the bench" };
export const WEBHOOK_SECRET = "a-secret-between-bench-and-server";

export interface RunningSlipway {
  url: string;
  token: string;
  api: Api;
  stop(): Promise<void>;
}

/** Starts the built server as a process of its own, as a user does, with a data folder that goes when it stops. */
export async function startSlipway(
  databaseUrl: string | null,
  env: Record<string, string> = {},
): Promise<RunningSlipway> {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-"));
  const port = await findFreePort();
  const token = `slp_bench_${crypto.randomUUID()}`;
  const secret = "a-secret-that-only-the-bench-uses-0123456789";
  const server = startServer(path.resolve(import.meta.dirname, "../../bin/slipway.ts"), {
    ...process.env,
    NODE_ENV: "production",
    PORT: String(port),
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl ?? "",
    NEXTAUTH_SECRET: secret,
    SLIPWAY_ENCRYPTION_KEY: secret,
    SLIPWAY_DATA_DIR: folder,
    SLIPWAY_BOOTSTRAP_TOKEN: token,
    SLIPWAY_ADMIN_EMAIL: ADMIN.email,
    SLIPWAY_ADMIN_PASSWORD: ADMIN.password,
    SLIPWAY_RATE_LIMITS: "off",
    DOCKER_WEBHOOK_SECRET: WEBHOOK_SECRET,
    LOG_LEVEL: "warn",
    ...env,
  });
  const url = `http://127.0.0.1:${port}`;
  if (!(await waitUntilReady(url, server))) throw new Error("The server ended before it was ready.");
  return {
    url,
    token,
    api: new Api(url, token),
    stop: async () => {
      await server.stop("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
