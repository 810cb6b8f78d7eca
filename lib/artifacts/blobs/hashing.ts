import { createHash, type Hash } from "node:crypto";
import type { Content } from "#lib/artifacts/blobs/blob-store.ts";
import { BLOCK_BYTES, mayHashAside, SideHashing, type SideHashes } from "#lib/artifacts/blobs/side-hashing.ts";

/** As much as is looked at to tell what a content is. */
const HEAD_BYTES = 4_100;

/** Hashes a content while it passes, and keeps its first bytes. Of what is large, two hashes are made in another thread. */
export class Hashing {
  readonly #sha256 = createHash("sha256");
  #head = Buffer.alloc(0);
  /** Gathered for the other thread, or all there is of a small content. */
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #aside: SideHashing | null = null;
  #here: readonly [sha1: Hash, md5: Hash] | null = null;
  size = 0;

  /** Waits where the other thread cannot keep up. */
  async update(chunk: Uint8Array): Promise<void> {
    this.size += chunk.byteLength;
    this.#sha256.update(chunk);
    const missing = HEAD_BYTES - this.#head.length;
    if (missing > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, missing)]);
    for (let at = 0; at < chunk.byteLength;) {
      const piece = chunk.subarray(at, at + BLOCK_BYTES - this.#gatheredBytes);
      this.#gathered.push(piece);
      this.#gatheredBytes += piece.byteLength;
      at += piece.byteLength;
      if (this.#gatheredBytes === BLOCK_BYTES) await this.#flush();
    }
  }

  /** Ends it; called once. */
  async digest(): Promise<Content & { head: Uint8Array }> {
    const { sha1, md5 } = await this.#sideHashes();
    return { sha256: this.#sha256.digest("hex"), sha1, md5, size: this.size, head: this.#head };
  }

  /** Ends it without an answer. */
  drop(): void {
    this.#aside?.drop();
    this.#gathered = [];
  }

  async #sideHashes(): Promise<SideHashes> {
    if (this.#aside) {
      await this.#flush();
      return this.#aside.digest();
    }
    const [sha1, md5] = this.#hashHere();
    return { sha1: sha1.digest("hex"), md5: md5.digest("hex") };
  }

  async #flush(): Promise<void> {
    if (!mayHashAside()) return void this.#hashHere();
    const pieces = this.#gathered;
    [this.#gathered, this.#gatheredBytes] = [[], 0];
    this.#aside ??= new SideHashing();
    if (pieces.length > 0) await this.#aside.update(pieces);
  }

  #hashHere(): readonly [Hash, Hash] {
    this.#here ??= [createHash("sha1"), createHash("md5")];
    for (const hash of this.#here) for (const piece of this.#gathered) hash.update(piece);
    [this.#gathered, this.#gatheredBytes] = [[], 0];
    return this.#here;
  }
}
