import { open, truncate, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { readText, writeSafely } from "#lib/agent/disk.ts";
import { enqueue, type AgentReport, type Letter } from "#lib/agent/rules/outbox.ts";

const FILE = "outbox.jsonl";
const LINES_MIN = 200;

type Line = { add: Letter } | { sent: number };

/**
 * The reports that the server has not answered yet. Each is on the disk before anybody goes on, so that neither an
 * outage nor a power cut loses how an action ended.
 */
export class Outbox {
  readonly #file: string;
  #letters: Letter[];
  #nextId: number;
  #lines: number;
  #handle: FileHandle | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, { letters, nextId, lines }: { letters: Letter[]; nextId: number; lines: number }) {
    this.#file = file;
    this.#letters = letters;
    this.#nextId = nextId;
    this.#lines = lines;
  }

  static async open(dataDir: string): Promise<Outbox> {
    const file = path.join(dataDir, FILE);
    const text = (await readText(file)) ?? "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    // A power cut may have torn the last line; what follows must not be glued to it.
    if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
    const lines = whole.split("\n").filter(Boolean);
    return new Outbox(file, { ...replay(lines), lines: lines.length });
  }

  get size(): number {
    return this.#letters.length;
  }

  /** The report that is sent next; null where none waits. */
  get first(): Letter | null {
    return this.#letters[0] ?? null;
  }

  add(report: AgentReport): Promise<void> {
    const letter = { id: this.#nextId++, report };
    this.#letters = enqueue(this.#letters, letter);
    return this.#append({ add: letter });
  }

  /** The server has answered it. A letter that a newer one replaced meanwhile is gone already. */
  remove(id: number): Promise<void> {
    this.#letters = this.#letters.filter((letter) => letter.id !== id);
    return this.#append({ sent: id });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
  }

  /** One write after the other, or two lines could mix. */
  #append(line: Line): Promise<void> {
    const work = this.#writing.then(() => this.#write(line));
    this.#writing = work.catch(() => {}); // Who appended hears of it; the next one tries anew.
    return work;
  }

  async #write(line: Line): Promise<void> {
    if (++this.#lines > LINES_MIN + 4 * this.#letters.length) return this.#rewrite();
    try {
      this.#handle ??= await open(this.#file, "a", 0o600);
      await this.#handle.appendFile(`${JSON.stringify(line)}\n`);
      await this.#handle.datasync();
    } catch (error) {
      // Half a line may stand there now; the whole file is written anew next time.
      this.#lines = Infinity;
      throw error;
    }
  }

  /** The present letters say everything that the lines so far have said. */
  async #rewrite(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
    await writeSafely(this.#file, this.#letters.map((letter) => `${JSON.stringify({ add: letter })}\n`).join(""));
    this.#lines = this.#letters.length;
  }
}

function replay(lines: readonly string[]): { letters: Letter[]; nextId: number } {
  let letters: Letter[] = [];
  let nextId = 1;
  for (const text of lines) {
    const line = parse(text);
    if (line === null) continue;
    if ("add" in line) {
      letters = enqueue(letters, line.add);
      nextId = Math.max(nextId, line.add.id + 1);
    } else {
      letters = letters.filter(({ id }) => id !== line.sent);
    }
  }
  return { letters, nextId };
}

/** A line that a failing disk has spoiled must not keep the others from being told. */
function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}
