import type { TextPlace } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { ApiComparison } from "#lib/openapi/compare-documents.ts";

const COMPARE_MILLIS_MAX = 20_000;

/** Compares two documents in a thread of its own. What takes too long or too much memory is unknown, as is what cannot be read. */
export async function runComparison(ctx: Context, pair: { from: TextPlace; to: TextPlace }): Promise<ApiComparison> {
  try {
    return await runJob(ctx, "compareApis", pair, COMPARE_MILLIS_MAX);
  } catch (error) {
    const isOverLimit = error instanceof DomainError && error.code === "UNAVAILABLE";
    // Who is told to come back later asked at a bad moment; that says nothing about the documents.
    if (!isOverLimit || error.details.retryAfterSeconds !== undefined) throw error;
    return { kind: "unknown", reason: error.message };
  }
}
