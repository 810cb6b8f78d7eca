import path from "node:path";
import type { Worker } from "node:worker_threads";
import type { JobName, Jobs } from "#lib/diffs/worker/jobs.ts";
import type { JobAnswer, JobQuestion } from "#lib/diffs/worker/message.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";

type Input<Name extends JobName> = Parameters<Jobs[Name]>[1];
type Result<Name extends JobName> = Awaited<ReturnType<Jobs[Name]>>;

/** Two archives are read side by side. */
const THREADS_MAX = 2;
const WAITING_MAX = 100;
const JOB_MILLIS_MAX = 120_000;
/** Starting one takes about as long as reading an archive. */
const IDLE_MILLIS = 600_000;
const MEMORY_MEBIBYTES_MAX = 1_024;

interface Waiting extends JobQuestion {
  millisMax: number;
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
}

interface Thread {
  worker: Worker;
  current: Waiting | null;
  timer: NodeJS.Timeout | null;
}

interface Pool {
  threads: Set<Thread>;
  waiting: Waiting[];
}

/*
 * What Next bundles and what Node runs are two module graphs in one process; both share the threads, of which there are
 * few because each takes a core.
 */
const KEY = Symbol.for("slipway.diffs.pool");
type Shared = typeof globalThis & { [KEY]?: Pool };
const pool: Pool = ((globalThis as Shared)[KEY] ??= { threads: new Set(), waiting: [] });

/**
 * Does a job in a thread of its own, within a time and a memory. Throws what the job refuses; UNAVAILABLE where it took
 * too long, or where too many wait.
 */
export function runJob<Name extends JobName>(
  ctx: Context,
  job: Name,
  input: Input<Name>,
  millisMax = JOB_MILLIS_MAX,
): Promise<Result<Name>> {
  if (pool.waiting.length >= WAITING_MAX) throw busy();
  return new Promise((resolve, reject) => {
    pool.waiting.push({ job, input, config: ctx.config, millisMax, resolve, reject });
    giveOut();
  });
}

/** Starts the threads before there is anything to do, as when somebody opens the page that will ask soon. */
export function warmUp(): void {
  while (pool.threads.size < THREADS_MAX) rest(startThread());
}

function giveOut(): void {
  for (;;) {
    const idle = [...pool.threads].find(({ current }) => current === null);
    if (pool.waiting.length === 0 || (!idle && pool.threads.size >= THREADS_MAX)) return;
    const waiting = pool.waiting.shift();
    if (waiting) begin(idle ?? startThread(), waiting);
  }
}

function begin(thread: Thread, waiting: Waiting): void {
  thread.current = waiting;
  if (thread.timer) clearTimeout(thread.timer);
  thread.timer = setTimeout(() => void stop(thread, tooLong()), waiting.millisMax);
  thread.worker.ref();
  thread.worker.postMessage({ job: waiting.job, input: waiting.input, config: waiting.config } satisfies JobQuestion);
}

function startThread(): Thread {
  // Taken from Node itself, since a bundler would want to pack what the thread runs.
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  const file = path.join(getRuntime().programDir, "lib", "diffs", "worker", "thread.ts");
  const worker = new NodeWorker(file, {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEBIBYTES_MAX },
  });
  const thread: Thread = { worker, current: null, timer: null };
  pool.threads.add(thread);
  worker.on("message", (answer: JobAnswer) => finish(thread, answer));
  // Out of memory, among others: the next job gets a new thread.
  worker.on("error", (error) => void stop(thread, error));
  worker.on("exit", () => void stop(thread, new Error("The thread ended.")));
  return thread;
}

function finish(thread: Thread, answer: JobAnswer): void {
  const done = thread.current;
  thread.current = null;
  rest(thread);
  if (answer.kind === "done") done?.resolve(answer.result as never);
  else if (answer.kind === "refused") done?.reject(new DomainError(answer.code, answer.message));
  else done?.reject(answer.error);
  giveOut();
}

function rest(thread: Thread): void {
  if (thread.timer) clearTimeout(thread.timer);
  thread.timer = setTimeout(() => void stop(thread, new Error("The thread was not needed.")), IDLE_MILLIS).unref();
  // A thread that waits for work keeps no process alive.
  thread.worker.unref();
}

async function stop(thread: Thread, error: unknown): Promise<void> {
  if (!pool.threads.delete(thread)) return;
  if (thread.timer) clearTimeout(thread.timer);
  thread.current?.reject(isOutOfMemory(error) ? tooLarge(error) : error);
  thread.current = null;
  await thread.worker.terminate();
  giveOut();
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooLarge(cause: unknown): DomainError {
  return new DomainError("UNAVAILABLE", "Comparing these takes more memory than is set aside for it.", { cause });
}

function tooLong(): DomainError {
  return new DomainError("UNAVAILABLE", "Comparing these takes longer than is set aside for it.");
}

function busy(): DomainError {
  return new DomainError("UNAVAILABLE", "Many comparisons are under way. Try again in a moment.", {
    retryAfterSeconds: 5,
  });
}
