// A worker thread: takes one job after the other. Started by run-job.ts, which also ends it.
import { parentPort } from "node:worker_threads";
import { jobs } from "#lib/diffs/worker/jobs.ts";
import type { JobAnswer, JobQuestion } from "#lib/diffs/worker/message.ts";
import type { Config } from "#lib/kernel/config.ts";
import { DomainError } from "#lib/kernel/errors.ts";

parentPort?.on("message", (question: JobQuestion) => {
  void answer(question).then((message) => parentPort?.postMessage(message));
});

async function answer({ job, input, config }: JobQuestion): Promise<JobAnswer> {
  try {
    // The name and its input come together from run-job.ts, whose types see to it that they fit.
    const run = jobs[job] as (config: Config, input: unknown) => Promise<unknown>;
    return { kind: "done", result: await run(config, input) };
  } catch (error) {
    if (error instanceof DomainError) return { kind: "refused", code: error.code, message: error.message };
    return { kind: "failed", error };
  }
}
