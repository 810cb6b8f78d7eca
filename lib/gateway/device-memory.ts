import { DeviceTable, type DeviceFacts } from "#lib/gateway/device-table.ts";
import { writeUuid } from "#lib/gateway/uuid-bytes.ts";
import { KEY_BYTES } from "#lib/gateway/byte-index.ts";

/**
 * The table, and what keeps it honest: an answer of the database is kept only if no news of the device came since the
 * question was asked. Time here is a count of news, read with `now` before a question is asked.
 */
export class DeviceMemory {
  readonly table = new DeviceTable();
  readonly #id = new Uint8Array(KEY_BYTES);
  #now = 1;
  /** Answers to older questions are not kept, whomever they are about. */
  #notBefore = 0;

  get now(): number {
    return this.#now;
  }

  /** Forgets what is known of devices that changed. Those not met yet get a slot, so that their news are not lost. */
  hear(deviceIds: readonly string[]): void {
    this.#now++;
    for (const deviceId of deviceIds) {
      if (!writeUuid(deviceId, this.#id)) continue;
      const slot = this.table.ensure(this.#id);
      this.table.forget(slot);
      this.table.setNewsAt(slot, this.#now);
    }
  }

  /** Keeps what the database said to a question asked at `askedAt`. False where it has been overtaken by news. */
  learn(facts: DeviceFacts, askedAt: number): boolean {
    if (!this.#isFresh(facts.id, askedAt)) return false;
    this.table.put(facts);
    return true;
  }

  /** Keeps that nothing is open for a device any more. */
  learnQuiet(id: Uint8Array, askedAt: number): void {
    const slot = this.table.find(id);
    if (slot >= 0 && this.#isFresh(id, askedAt)) this.table.close(slot);
  }

  /** Drops a device that the database does not have. A late answer to an older question must not bring it back. */
  learnGone(id: Uint8Array, askedAt: number): void {
    const slot = this.table.find(id);
    if (slot < 0 || !this.#isFresh(id, askedAt)) return;
    this.table.remove(slot);
    this.#notBefore = ++this.#now;
  }

  /** Forgets everything, for when news may have been missed. */
  forgetAll(): void {
    this.table.forgetAll();
    this.#notBefore = ++this.#now;
  }

  #isFresh(id: Uint8Array, askedAt: number): boolean {
    if (askedAt < this.#notBefore) return false;
    const slot = this.table.find(id);
    return slot < 0 || this.table.newsAt(slot) <= askedAt;
  }
}
