import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import { signingKeyOf, toPem } from "#lib/events/audit/keys.ts";
import { listCheckpointRows, readChainState } from "#lib/events/audit/store-audit.ts";
import type { AuditState } from "#lib/events/audit/view.ts";
import { readEvents } from "#lib/events/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { Page } from "#lib/kernel/page.ts";

export async function readAuditState(ctx: Context): Promise<AuditState> {
  requirePermission(ctx.actor, "events:read");
  const [{ head, cut }, [lastCheckpoint], [told]] = await Promise.all([
    readChainState(ctx.db),
    listCheckpointRows(ctx.db, null, 1),
    readEvents(ctx.db, { types: ["audit_tampering_found"] }, "newest", 1),
  ]);
  return {
    lastSeq: head.seq,
    lastHash: head.hash,
    cutSeq: cut.seq,
    retentionDays: ctx.config.audit.retentionDays,
    keyId: signingKeyOf(ctx.config).id,
    lastCheckpoint: lastCheckpoint ?? null,
    tampering: told ? { seq: Number(told.data.seq), at: told.at, fault: String(told.data.fault) } : null,
  };
}

/** The public half of the key that signs checkpoints, as PEM. */
export function readPublicAuditKey(ctx: Context): string {
  requirePermission(ctx.actor, "events:read");
  return toPem(signingKeyOf(ctx.config).publicKey);
}

export const listCheckpointsInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: "Pass on nextCursor as it came." })
    .optional(),
});

/** Lists signed checkpoints, the newest first. */
export async function listCheckpoints(ctx: Context, rawInput: unknown): Promise<Page<Checkpoint>> {
  requirePermission(ctx.actor, "events:read");
  const { limit, cursor } = parseInput(listCheckpointsInput, rawInput);
  const rows = await listCheckpointRows(ctx.db, cursor === undefined ? null : Number(cursor), limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? String(last.seq) : null };
}

/** All of them as JSON Lines, to be kept elsewhere: the newest first, one page in memory at a time. */
export function exportCheckpoints(ctx: Context): AsyncGenerator<string> {
  requirePermission(ctx.actor, "events:read");
  return checkpointLines(ctx);
}

const EXPORT_PAGE = 500;

async function* checkpointLines({ db }: Context): AsyncGenerator<string> {
  let before: number | null = null;
  for (;;) {
    const rows: Checkpoint[] = await listCheckpointRows(db, before, EXPORT_PAGE);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    before = last.seq;
  }
}
