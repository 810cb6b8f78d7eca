// One process that applies rules and sends messages, as an orchestrator does, until it is killed.
import { systemActor } from "#lib/access/rules/actor.ts";
import { openPostgres } from "#lib/database/client.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { applyRules } from "#lib/notifications/apply-rules.ts";
import { Sender } from "#lib/notifications/send/sender.ts";
import { Worker } from "#lib/orchestrator/worker.ts";

const handle = openPostgres(process.argv[2] ?? "");
const ctx: Context = {
  db: handle.client,
  clock: systemClock,
  actor: systemActor("bench"),
  log: makeLogger("error"),
  requestId: "bench",
  config: loadConfig({
    SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-the-bench-uses",
    SLIPWAY_OUTBOUND_ALLOW: "127.0.0.0/8",
  }),
};

const sender = new Sender(ctx, () => messages.wake());
const messages = new Worker(ctx, { name: "messages", everySeconds: 1, work: () => sender.turn() });
const notifications = new Worker(ctx, {
  name: "notifications",
  everySeconds: 1,
  work: async () => {
    if (await applyRules(ctx)) messages.wake();
    return null;
  },
});
messages.start();
notifications.start();
process.send?.("ready");
