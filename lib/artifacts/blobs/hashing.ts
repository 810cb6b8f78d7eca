import { createHash, type Hash } from "node:crypto";
import type { Content } from "#lib/artifacts/blobs/blob-store.ts";

/** As much as is looked at to tell what a content is. */
const HEAD_BYTES = 4_100;

/** Hashes a content while it passes, and keeps its first bytes. */
export class Hashing {
  readonly #hashes: readonly [Hash, Hash, Hash] = [createHash("sha256"), createHash("sha1"), createHash("md5")];
  #head = Buffer.alloc(0);
  size = 0;

  update(chunk: Uint8Array): void {
    this.size += chunk.byteLength;
    for (const hash of this.#hashes) hash.update(chunk);
    const missing = HEAD_BYTES - this.#head.length;
    if (missing > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
  }

  /** Ends it; called once. */
  digest(): Content & { head: Uint8Array } {
    const [sha256, sha1, md5] = this.#hashes;
    return {
      sha256: sha256.digest("hex"),
      sha1: sha1.digest("hex"),
      md5: md5.digest("hex"),
      size: this.size,
      head: this.#head,
    };
  }
}
