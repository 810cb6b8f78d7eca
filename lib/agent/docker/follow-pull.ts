import { createInterface } from "node:readline";
import { EngineRefusal } from "#lib/agent/docker/engine.ts";
import type { PullLine } from "#lib/agent/rules/pull.ts";
import { messageOf, TemporaryTrouble } from "#lib/agent/trouble.ts";

/** A pull without a word for so long hangs. Podman is silent for as long as its largest layer takes. */
const STALL_MILLIS_MAX = 15 * 60_000;

interface Following {
  onLine: (line: PullLine) => void;
  signal: AbortSignal;
}

/** Follows a pull to its end. The engine answers "200" first and tells what went wrong in a line of the stream. */
export async function followPull(
  open: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  { onLine, signal }: Following,
): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), STALL_MILLIS_MAX);
  const either = AbortSignal.any([signal, stalled.signal]);
  try {
    const stream = await open(either);
    await readLines(stream, either, (line) => {
      timer.refresh();
      onLine(line);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (stalled.signal.aborted) throw new TemporaryTrouble("The pull has stalled.");
    throw error instanceof EngineRefusal ? error : new TemporaryTrouble(messageOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function readLines(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
  onLine: (line: PullLine) => void,
): Promise<void> {
  const close = () => (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (text.trim() === "") continue;
      const line = JSON.parse(text) as PullLine & { error?: string };
      if (line.error !== undefined) throw new EngineRefusal(line.error);
      onLine(line);
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}
