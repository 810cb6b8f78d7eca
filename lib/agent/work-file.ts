import { rename } from "node:fs/promises";
import path from "node:path";
import { readJson, removeSafely, writeSafely } from "#lib/agent/disk.ts";
import type { Work } from "#lib/agent/rules/work.ts";

/** The action under way, as it stands on the disk. */
export class WorkFile<Detail> {
  readonly #file: string;

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, "work.json");
  }

  /** What a failing disk has spoiled is put aside: an agent that does not start could not be mended from afar. */
  async load(): Promise<Work<Detail> | null> {
    try {
      return await readJson<Work<Detail>>(this.#file);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      await rename(this.#file, `${this.#file}.unreadable`);
      return null;
    }
  }

  save(work: Work<Detail>): Promise<void> {
    return writeSafely(this.#file, JSON.stringify(work));
  }

  clear(): Promise<void> {
    return removeSafely(this.#file);
  }
}
