import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { signCheckpoint, type Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { signingKeyOf } from "#lib/events/audit/keys.ts";
import {
  findCheckpoint,
  hasNews,
  insertCheckpoint,
  isToldOf,
  listCheckpointRows,
  lockHead,
  readChainState,
} from "#lib/events/audit/store-audit.ts";
import { verifyRange } from "#lib/events/audit/verify-log.ts";
import type { Place } from "#lib/events/audit/walk.ts";
import { recordEvent } from "#lib/events/record.ts";
import { describeFault } from "#lib/events/rules/verdict.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Signs where the log ends now, for somebody who will keep it elsewhere. */
export async function makeCheckpoint(ctx: Context): Promise<Checkpoint> {
  requirePermission(ctx.actor, "events:write");
  return inTransaction(ctx, async (tx) => signPlace(ctx, tx, await lockHead(tx)));
}

/**
 * The recurring checkpoint, where anything has happened since the last. Before that the events since are checked, so
 * that a row changed by hand is told of within the hour. The end is signed all the same: the signature says what the
 * log was, not that it is sound, and without it whatever comes next could be cut off.
 */
export async function keepCheckpoints(ctx: Context): Promise<void> {
  const { head, cut } = await readChainState(ctx.db);
  const [last] = await listCheckpointRows(ctx.db, null, 1);
  const from: Place = last && last.seq >= cut.seq && last.seq <= head.seq ? last : cut;
  if (!(await hasNews(ctx.db, last?.seq ?? 0))) return;

  const { isSound, faults } = await verifyRange(ctx.db, { from, until: head });
  const [fault] = faults;
  if (!isSound && fault && !(await isToldOf(ctx.db, fault.seq))) {
    const sentence = describeFault(fault);
    ctx.log.error({ fault }, `The event log was tampered with. ${sentence}`);
    await inTransaction(ctx, (tx) => {
      const data = { kind: fault.kind, seq: fault.seq, fault: sentence };
      recordEvent(ctx, tx, {
        type: "audit_tampering_found",
        subject: { kind: "auditLog", id: String(fault.seq) },
        data,
      });
      return Promise.resolve();
    });
  }
  await makeCheckpoint(ctx);
}

/** Signs a place and keeps it, with an event that tells of it; a place that is signed already stays as it is. */
export async function signPlace(ctx: Context, tx: Transaction, place: Place): Promise<Checkpoint> {
  const kept = await findCheckpoint(tx, place.seq);
  if (kept?.hash === place.hash) return kept;
  const statement = { seq: place.seq, hash: Buffer.from(place.hash, "hex"), at: ctx.clock.now() };
  const checkpoint = signCheckpoint(signingKeyOf(ctx.config), statement);
  await insertCheckpoint(tx, checkpoint);
  const { seq, hash, keyId } = checkpoint;
  recordEvent(ctx, tx, {
    type: "audit_checkpoint_signed",
    subject: { kind: "auditLog", id: String(seq) },
    data: { seq, hash, keyId },
  });
  return checkpoint;
}
