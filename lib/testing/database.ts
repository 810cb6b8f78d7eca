import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { systemActor } from "#lib/access/rules/actor.ts";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { acquireEmbedded } from "#lib/testing/embedded.ts";
import { FakeClock } from "#lib/testing/fake-clock.ts";
import { createFromTemplate } from "#lib/testing/postgres.ts";

/** What a suite works with: a context like any other, whose clock can be set. */
export interface TestContext extends Context {
  clock: FakeClock;
  /** The database below `db`, for what needs its address, a listener or a second client. */
  handle: DatabaseHandle;
}

/**
 * Runs a suite twice, on the embedded database and on PostgreSQL, each time on a freshly migrated database that no
 * other suite sees. Within a suite the data stays from test to test. The actor is the system, which may do everything;
 * `as` (builders.ts) makes somebody else ask.
 */
export function describeWithDatabase(title: string, define: (getCtx: () => TestContext) => void): void {
  describeOn(`${title} (PGlite)`, acquireEmbedded, define);
  describeOnPostgres(title, define);
}

/** Runs a suite on PostgreSQL alone: for what one connection cannot show, such as two callers that race. */
export function describeOnPostgres(title: string, define: (getCtx: () => TestContext) => void): void {
  const server = inject("postgres");
  if (server) {
    describeOn(`${title} (PostgreSQL)`, () => createFromTemplate(server), define);
  } else {
    describe.skip(`${title} (PostgreSQL, skipped: SLIPWAY_TEST_DATABASE_URL is not set)`, () => {
      define(() => {
        throw new Error("There is no database in a skipped suite.");
      });
    });
  }
}

/** A database lent to one suite. */
export interface LentDatabase {
  handle: DatabaseHandle;
  giveBack: () => Promise<void>;
}

function describeOn(
  title: string,
  lend: () => Promise<LentDatabase>,
  define: (getCtx: () => TestContext) => void,
): void {
  describe(title, () => {
    let lent: LentDatabase | undefined;
    let ctx: TestContext | undefined;

    beforeAll(async () => {
      lent = await lend();
      ctx = makeTestContext(lent.handle);
    });
    afterAll(async () => {
      if (ctx) await rm(ctx.config.uploadDir, { recursive: true, force: true });
      await lent?.giveBack();
    });

    define(() => {
      if (!ctx) throw new Error("The database is open in tests and hooks, not while tests are being defined.");
      return ctx;
    });
  });
}

/** Makes a context over a database: system actor, silent log, a configuration with throw-away secrets. */
export function makeTestContext(handle: DatabaseHandle): TestContext {
  return {
    handle,
    db: handle.client,
    clock: new FakeClock(),
    actor: systemActor("test"),
    log: makeLogger("silent"),
    requestId: "test",
    config: loadConfig({
      NEXTAUTH_SECRET: "a-secret-that-only-tests-use-0123456789",
      SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-tests-use-01",
      SLIPWAY_RATE_LIMITS: "off",
      LOG_LEVEL: "silent",
      UPLOAD_DIR: path.join(tmpdir(), `slipway-test-files-${randomUUID()}`),
    }),
  };
}
