import path from "node:path";
import type { Worker } from "node:worker_threads";
import { getRuntime } from "#lib/kernel/runtime.ts";

export type HashQuestion =
  | { kind: "update"; id: number; block: SharedArrayBuffer; length: number }
  | { kind: "digest"; id: number }
  | { kind: "drop"; id: number };

export type HashAnswer = { kind: "updated"; id: number } | { kind: "digested"; id: number; sha1: string; md5: string };

/** SHA-1 and MD5, beside the SHA-256 that names a content. */
export interface SideHashes {
  sha1: string;
  md5: string;
}

interface Thread {
  worker: Worker;
  jobs: Map<number, SideHashing>;
}

export const BLOCK_BYTES = 1_048_576;
/** One is filled while another is hashed and a third waits. */
const BLOCKS_MAX = 3;

/*
 * What Next bundles and what Node runs are two module graphs in one process; one thread serves both. MD5 and SHA-1 take
 * longer than everything else about an upload, so they have a core of their own where there is one.
 */
const KEY = Symbol.for("slipway.hash-thread");
type Shared = typeof globalThis & { [KEY]?: Thread | undefined };
let lastId = 0;

/** Hashes blocks in another thread, in the order in which they are given. */
export class SideHashing {
  readonly #id = ++lastId * 2 + (isBundled() ? 1 : 0);
  readonly #thread: Thread;
  readonly #free: SharedArrayBuffer[] = Array.from({ length: BLOCKS_MAX }, () => new SharedArrayBuffer(BLOCK_BYTES));
  readonly #busy: SharedArrayBuffer[] = [];
  #wake: (() => void) | null = null;
  #settle: { resolve: (hashes: SideHashes) => void; reject: (error: Error) => void } | null = null;
  #failure: Error | null = null;

  constructor() {
    this.#thread = openThread();
    this.#thread.jobs.set(this.#id, this);
  }

  /** Takes pieces that fill a block at most; waits while all blocks are being hashed. */
  async update(pieces: readonly Uint8Array[]): Promise<void> {
    while (this.#free.length === 0 && !this.#failure) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failure) throw this.#failure;
    const block = this.#free.pop() ?? new SharedArrayBuffer(BLOCK_BYTES);
    const bytes = new Uint8Array(block);
    let length = 0;
    for (const piece of pieces) {
      bytes.set(piece, length);
      length += piece.byteLength;
    }
    this.#busy.push(block);
    this.#send({ kind: "update", id: this.#id, block, length });
  }

  digest(): Promise<SideHashes> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#settle = { resolve, reject };
      this.#send({ kind: "digest", id: this.#id });
    });
  }

  /** Ends it without an answer. */
  drop(): void {
    if (!this.#thread.jobs.delete(this.#id)) return;
    this.#send({ kind: "drop", id: this.#id });
    rest(this.#thread);
  }

  hear(answer: HashAnswer): void {
    if (answer.kind === "updated") {
      const block = this.#busy.shift();
      if (block) this.#free.push(block);
      this.#wake?.();
      this.#wake = null;
      return;
    }
    this.#thread.jobs.delete(this.#id);
    rest(this.#thread);
    this.#settle?.resolve({ sha1: answer.sha1, md5: answer.md5 });
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
    this.#settle?.reject(error);
  }

  #send(question: HashQuestion): void {
    this.#thread.worker.ref();
    this.#thread.worker.postMessage(question);
  }
}

/** False where there is no program folder to take the thread from, as in tests of a store alone. */
export function mayHashAside(): boolean {
  try {
    return getRuntime().programDir !== "";
  } catch {
    return false;
  }
}

function openThread(): Thread {
  const shared = globalThis as Shared;
  if (shared[KEY]) return shared[KEY];
  // Not imported: what is bundled would be looked for in the bundle.
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  const worker = new NodeWorker(path.join(getRuntime().programDir, "lib/artifacts/blobs/hash-thread.ts"));
  const thread: Thread = { worker, jobs: new Map() };
  shared[KEY] = thread;
  worker.on("message", (answer: HashAnswer) => thread.jobs.get(answer.id)?.hear(answer));
  const end = (error: Error) => {
    if (shared[KEY] === thread) shared[KEY] = undefined;
    for (const job of thread.jobs.values()) job.fail(error);
    thread.jobs.clear();
  };
  worker.on("error", end);
  worker.on("exit", () => end(new Error("The thread that hashes uploads has ended.")));
  return thread;
}

/** A thread with nothing to do keeps no process alive. */
function rest({ worker, jobs }: Thread): void {
  if (jobs.size === 0) worker.unref();
}

/** The two module graphs count for themselves; one counts even, the other odd. */
function isBundled(): boolean {
  return !import.meta.url.endsWith("/lib/artifacts/blobs/side-hashing.ts");
}
