import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { toActorView } from "#lib/access/rules/actor.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { keepContent, removeUnused } from "#lib/artifacts/keep-content.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeDelta, type MadeDelta } from "#lib/updates/deltas/make-delta.ts";
import { orderDeltas } from "#lib/updates/deltas/order-deltas.ts";
import { ToolError } from "#lib/updates/deltas/run-tool.ts";
import { DELTA_TOOLS } from "#lib/updates/deltas/tools.ts";
import { judgeDelta, savedShare } from "#lib/updates/rules/judge-delta.ts";
import {
  deleteFile,
  insertDeltaFile,
  nextLeaseEnd,
  saveOutcome,
  takeDelta,
  type Attempt,
  type DeltaJob,
  type DeltaOutcome,
} from "#lib/updates/store-packages.ts";

/** Making and proving take the limit each at most; fetching and storing a little more. */
const LEASE_MARGIN_SECONDS = 300;
/** A tool that is killed again and again is left alone. */
const TRIES_MAX = 3;

/**
 * Orders deltas to what is new, and makes those that are ordered, one after the other. Any number of processes may do
 * this: each delta is taken by one of them, and taken up by another where that one was killed. Whatever goes wrong, whole
 * files go on being offered. Returns when to look again.
 */
export async function workOnDeltas(ctx: Context, signal?: AbortSignal): Promise<Date | null> {
  await orderDeltas(ctx);
  const leaseSeconds = 2 * ctx.config.deltas.secondsMax + LEASE_MARGIN_SECONDS;
  while (!signal?.aborted) {
    const now = ctx.clock.now();
    const job = await takeDelta(ctx.db, now, new Date(now.getTime() + leaseSeconds * 1000));
    if (job === null) break;
    await carryOut(ctx, job, signal);
    // What came meanwhile may be quick to make, and people wait for it.
    await orderDeltas(ctx);
  }
  return nextLeaseEnd(ctx.db);
}

async function carryOut(ctx: Context, job: DeltaJob, signal: AbortSignal | undefined): Promise<void> {
  const level = DELTA_TOOLS[job.format].levels[job.pass];
  const described = { format: job.format, ...(level !== null && { level }) };
  // Of its own for each try: one that lost its lease may still be at work in the other.
  const folder = path.join(workFolder(ctx), randomUUID());
  try {
    await mkdir(folder, { recursive: true });
    const { secondsMax, memoryBytesMax } = ctx.config.deltas;
    const limits = { secondsMax, memoryBytesMax, ...(signal && { signal }) };
    const made = await makeDelta(openBlobStore(ctx.config), { ...job, level, folder }, limits);
    await settle(ctx, job, made, { ...described, size: made.size, seconds: made.seconds });
  } catch (error) {
    await noteFailure(ctx, job, described, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Beside the files, where there is room for large ones. */
function workFolder({ config }: Context): string {
  return path.join(config.dataDir, "deltas");
}

const LEFT_OVER_AFTER_MILLIS = 86_400_000;

/** Removes what killed processes left in the work folder. */
export async function sweepDeltaWork(ctx: Context): Promise<void> {
  const folder = workFolder(ctx);
  // Where nothing was ever made there is no folder.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const { mtimeMs } = await stat(path.join(folder, name));
    if (ctx.clock.now().getTime() - mtimeMs < LEFT_OVER_AFTER_MILLIS) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

async function settle(ctx: Context, job: DeltaJob, made: MadeDelta, attempt: Attempt): Promise<void> {
  const sizes = { size: made.size, resultSize: job.resultSize, earlierSize: job.earlier?.size ?? null };
  const verdict = judgeDelta(sizes, ctx.config.deltas.savesMin);
  const pendingPass = job.pass === "fast" ? ("best" as const) : null;
  switch (verdict.kind) {
    case "keep":
      return keep(ctx, job, made, { attempt, state: "ready", pendingPass, reason: null });
    case "keepEarlier":
      return finish(ctx, job, { attempt, state: "ready", pendingPass: null, reason: null });
    case "drop": {
      // The thorough pass may still make it small enough.
      const state = pendingPass === null ? ("dropped" as const) : ("queued" as const);
      return finish(ctx, job, { attempt, state, pendingPass, reason: verdict.reason });
    }
  }
}

/** Puts it into the store and offers it; the one that was made quickly goes. */
async function keep(ctx: Context, job: DeltaJob, made: MadeDelta, outcome: DeltaOutcome): Promise<void> {
  const store = openBlobStore(ctx.config);
  const staged = await store.stage(createReadStream(made.file), made.size);
  try {
    await inTransaction(ctx, async (tx) => {
      await keepContent(tx, staged);
      const { sha256, sha1, md5, size } = staged;
      const id = await insertDeltaFile(
        tx,
        {
          fileName: `${job.fileName}.from-${job.fromVersion}.${DELTA_TOOLS[job.format].ending}`,
          filePath: store.pathOf(sha256),
          content: { sha256, sha1, md5, size },
          uploadedBy: toActorView(ctx.actor),
        },
        ctx.clock.now(),
      );
      const isThere = await saveOutcome(tx, job, { ...outcome, file: { id, size, sha256 } }, ctx.clock.now());
      if (!isThere) return deleteFile(tx, id);
      if (job.earlier) await deleteFile(tx, job.earlier.fileId);
      else tell(ctx, tx, job, "delta_made", { savedShare: savedShare(size, job.resultSize), size });
    });
  } finally {
    await staged.discard();
  }
  if (job.earlier && job.earlier.sha256 !== staged.sha256) await removeUnused(ctx, [job.earlier.sha256]);
}

async function finish(ctx: Context, job: DeltaJob, outcome: DeltaOutcome): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const isThere = await saveOutcome(tx, job, outcome, ctx.clock.now());
    if (isThere && outcome.state === "dropped") tell(ctx, tx, job, "delta_dropped", { reason: outcome.reason });
    if (isThere && outcome.state === "failed") tell(ctx, tx, job, "delta_failed", { reason: outcome.reason });
  });
}

/** One that was made quickly goes on being offered when the thorough pass fails. */
async function noteFailure(
  ctx: Context,
  job: DeltaJob,
  described: Pick<Attempt, "format" | "level">,
  error: unknown,
): Promise<void> {
  const message = error instanceof ToolError ? error.message : "It could not be made; the server's log says why.";
  const { product, fromVersion, toVersion, fileName, format } = job;
  ctx.log.warn({ err: error, product, fromVersion, toVersion, fileName, format }, `A delta was not made: ${message}`);
  const attempt = { ...described, error: message };
  const mayBeTriedAgain = error instanceof ToolError ? error.mayBeTriedAgain : true;
  if (mayBeTriedAgain && job.tries < TRIES_MAX) {
    const state = job.earlier ? ("ready" as const) : ("queued" as const);
    return finish(ctx, job, { attempt, state, pendingPass: job.pass, reason: message, keepsTries: true });
  }
  if (job.earlier) return finish(ctx, job, { attempt, state: "ready", pendingPass: null, reason: message });
  return finish(ctx, job, { attempt, state: "failed", pendingPass: null, reason: message });
}

function tell(
  ctx: Context,
  tx: Transaction,
  job: DeltaJob,
  type: "delta_made" | "delta_dropped" | "delta_failed",
  data: Record<string, unknown>,
): void {
  const { id, productId, product, fromVersion, toVersion, fileName, format } = job;
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "package", id },
    productId,
    data: { product, fromVersion, toVersion, fileName, format, ...data },
  });
}
