import path from "node:path";
import { getRuntime } from "#lib/kernel/runtime.ts";
import type { LoadPlan } from "#lib/stage-kinds/load/plan.ts";
import type { LoadFigures } from "#lib/stage-kinds/rules/load.ts";

const MEMORY_MEBIBYTES_MAX = 512;
/** What starting, the last answers and the sums may take beyond the time of the load itself. */
const GRACE_SECONDS = 15;

export class LoadFailed extends Error {
  override name = "LoadFailed";
}

/**
 * Has a thread of its own put the load on, so that this process goes on serving. Throws LoadFailed where the thread could
 * not come to its end, and the signal's reason where it was called off.
 */
export async function runLoad(plan: LoadPlan, signal: AbortSignal): Promise<LoadFigures> {
  signal.throwIfAborted();
  // Taken from Node itself, since a bundler would want to pack what the thread runs.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const file = path.join(getRuntime().programDir, "lib", "stage-kinds", "load", "thread.ts");
  const worker = new Worker(file, {
    workerData: plan,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEBIBYTES_MAX },
  });
  const limitMillis = (plan.durationSeconds + plan.timeoutSeconds + GRACE_SECONDS) * 1000;
  try {
    return await new Promise<LoadFigures>((resolve, reject) => {
      const timer = setTimeout(() => reject(new LoadFailed("It did not come to its end in time.")), limitMillis);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      worker.once("message", (figures: LoadFigures) => resolve(figures));
      worker.once("error", (error: Error) => reject(new LoadFailed(`It broke off: ${error.message}`)));
      worker.once("exit", () => {
        clearTimeout(timer);
        reject(new LoadFailed("It broke off."));
      });
    });
  } finally {
    await worker.terminate();
  }
}
