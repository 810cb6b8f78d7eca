import type { TestProject } from "vitest/node";
import { createTemplate, dropTemplate, type TestServer } from "#lib/testing/postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Null when this run has no PostgreSQL. */
    postgres: TestServer | null;
  }
}

/** Prepares PostgreSQL once for all workers of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.SLIPWAY_TEST_DATABASE_URL;
  if (!url) {
    process.stderr.write(
      "SKIPPED: every suite on PostgreSQL, because SLIPWAY_TEST_DATABASE_URL is not set. " +
        "`node scripts/postgres.ts run -- npx vitest run` starts a server for one command.\n",
    );
    project.provide("postgres", null);
    return async () => {};
  }
  const server = await createTemplate(url);
  project.provide("postgres", server);
  return () => dropTemplate(server);
}
