import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lock, Locker, RequestRelease } from "@tus/server";
import { leaseUpload, releaseUpload, wantUpload } from "#lib/artifacts/uploads/store-uploads.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** After a kill the next request waits this long at most. */
const LEASE_SECONDS = 15;
const RENEW_MILLIS = 2_000;
const ASK_MILLIS = 250;
/** Longer than a lease and than the library gives a request that is to let go. */
const WAIT_MILLIS = 20_000;

/** One writer for each upload, over all processes: a lease in the database that the holder renews. */
export function uploadLocker(ctx: Context): Locker {
  return { newLock: (id) => new UploadLock(ctx, id) };
}

class UploadLock implements Lock {
  readonly #ctx: Context;
  readonly #id: string;
  readonly #holder = randomUUID();
  #renewal: ReturnType<typeof setInterval> | undefined;

  constructor(ctx: Context, id: string) {
    this.#ctx = ctx;
    this.#id = id;
  }

  async lock(signal: AbortSignal, letGo: RequestRelease): Promise<void> {
    const giveUpAt = performance.now() + WAIT_MILLIS;
    while (!(await this.#lease())) {
      if (!(await wantUpload(this.#ctx.db, this.#id))) throw notFound("upload");
      if (signal.aborted || performance.now() > giveUpAt) {
        throw new DomainError("CONFLICT", "Another request is writing to this upload. Try again in a moment.");
      }
      await sleep(ASK_MILLIS);
    }
    this.#renewal = setInterval(() => void this.#renew(letGo), RENEW_MILLIS);
  }

  async unlock(): Promise<void> {
    clearInterval(this.#renewal);
    await releaseUpload(this.#ctx.db, this.#id, this.#holder);
  }

  #lease(): Promise<{ releaseWanted: boolean } | null> {
    return leaseUpload(this.#ctx.db, { id: this.#id, holder: this.#holder, seconds: LEASE_SECONDS });
  }

  /** Lets go when somebody else wants it, as the same sender does after a cut, and when the lease was lost. */
  async #renew(letGo: RequestRelease): Promise<void> {
    try {
      const lease = await this.#lease();
      if (lease === null || lease.releaseWanted) await letGo();
    } catch (error) {
      this.#ctx.log.warn({ err: error, upload: this.#id }, "The lease of an upload could not be renewed.");
    }
  }
}
