import { inTransaction } from "#lib/database/transaction.ts";
import { signPlace } from "#lib/events/audit/sign-checkpoint.ts";
import { deletePruned, readChain, readChainState, readFollowersSeq, saveCut } from "#lib/events/audit/store-audit.ts";
import { verifyRange } from "#lib/events/audit/verify-log.ts";
import type { Place } from "#lib/events/audit/walk.ts";
import { recordEvent } from "#lib/events/record.ts";
import { describeFault } from "#lib/events/rules/verdict.ts";
import { findSeqAround } from "#lib/events/store-filter.ts";
import type { Context } from "#lib/kernel/context.ts";

const DAY_MILLIS = 86_400_000;
const DELETED_AT_ONCE = 5_000;

/**
 * Cuts off what is older than the log is kept, where it is not kept for ever. First the part is checked, so that no
 * trace of a tampering goes with it; then the cut is signed and declared, and only then rows go, in small steps, so that
 * a kill leaves a log that begins at the cut and some rows before it for the next round.
 */
export async function pruneLog(ctx: Context): Promise<void> {
  const { retentionDays } = ctx.config.audit;
  if (retentionDays !== null) {
    await declareCut(ctx, new Date(ctx.clock.now().getTime() - retentionDays * DAY_MILLIS));
  }
  let deleted: number;
  do {
    deleted = await deletePruned(ctx.db, DELETED_AT_ONCE);
  } while (deleted > 0);
}

async function declareCut(ctx: Context, before: Date): Promise<void> {
  const { cut, head } = await readChainState(ctx.db);
  const { low } = await findSeqAround(ctx.db, before);
  // The last event stays whatever its age, and so does what some follower has not read yet.
  const untilSeq = Math.min(low, head.seq - 1, await readFollowersSeq(ctx.db));
  if (untilSeq <= cut.seq) return;
  const { events } = await readChain(ctx.db, { afterSeq: untilSeq - 1, untilSeq, limit: 1 });
  const [last] = events;
  if (!last) return;

  const place: Place = { seq: last.seq, hash: last.hash };
  const { isSound, faults } = await verifyRange(ctx.db, { from: cut, until: place });
  if (!isSound) {
    const [fault] = faults;
    ctx.log.error({ fault }, `Old events are kept as evidence. ${fault ? describeFault(fault) : ""}`);
    return;
  }
  await inTransaction(ctx, async (tx) => {
    // Two processes may come to the same end: the log tells of it once.
    if (!(await saveCut(tx, place))) return;
    await signPlace(ctx, tx, place);
    recordEvent(ctx, tx, {
      type: "audit_log_pruned",
      subject: { kind: "auditLog", id: String(place.seq) },
      data: { removed: place.seq - cut.seq, untilSeq: place.seq, hash: place.hash, before: before.toISOString() },
    });
  });
}
