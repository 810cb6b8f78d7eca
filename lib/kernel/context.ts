import type { Actor } from "#lib/access/rules/actor.ts";
import type { Database } from "#lib/database/client.ts";
import type { Clock } from "#lib/kernel/clock.ts";
import type { Config } from "#lib/kernel/config.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** What a use case needs from its surroundings. */
export interface Context {
  db: Database;
  clock: Clock;
  actor: Actor;
  log: Logger;
  requestId: string;
  config: Config;
  /** Set by the HTTP layer for a creating call that carries an Idempotency-Key. */
  idempotency?: IdempotencyClaim;
}

/** One creating call: the same key and input get the same answer. */
export interface IdempotencyClaim {
  operation: string;
  key: string;
  inputHash: Uint8Array<ArrayBuffer>;
}
