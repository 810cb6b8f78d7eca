import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { sourceIdInput } from "#lib/intake/input-sources.ts";
import { findSourceRow, type SourceRecord } from "#lib/intake/store-sources.ts";
import { toSourceView, type SourceView } from "#lib/intake/view-sources.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

export async function getSource(ctx: Context, rawInput: unknown): Promise<SourceView> {
  requirePermission(ctx.actor, "webhooks:read");
  const { sourceId } = parseInput(sourceIdInput, rawInput);
  return toSourceView(await requireSource(ctx.db, sourceId));
}

/** Reads one source without asking for permission. Throws NOT_FOUND. */
export async function requireSource(db: Queryable, sourceId: string): Promise<SourceRecord> {
  const source = await findSourceRow(db, sourceId);
  if (!source) throw notFound("webhook source");
  return source;
}
