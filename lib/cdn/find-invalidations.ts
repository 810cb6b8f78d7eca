import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { invalidationInput, listInvalidationsInput } from "#lib/cdn/input.ts";
import { findInvalidation, selectInvalidations } from "#lib/cdn/store-invalidations.ts";
import { toInvalidationView, type InvalidationView } from "#lib/cdn/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const invalidationCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through what caches were told to forget, the newest first. Of a file also after it is gone. */
export async function listInvalidations(ctx: Context, rawInput: unknown): Promise<Page<InvalidationView>> {
  requirePermission(ctx.actor, "regions:read");
  const { limit, cursor, ...filter } = parseInput(listInvalidationsInput, rawInput);
  const [at, id] = decodeCursor(cursor, invalidationCursor) ?? [null, ""];
  const after = at === null ? null : { at: new Date(at), id };
  return toPage(await selectInvalidations(ctx.db, filter, { after, limit }), limit, toInvalidationView, (record) => [
    record.requestedAt.toISOString(),
    record.id,
  ]);
}

export async function getInvalidation(ctx: Context, rawInput: unknown): Promise<InvalidationView> {
  requirePermission(ctx.actor, "regions:read");
  const { invalidationId } = parseInput(invalidationInput, rawInput);
  const record = await findInvalidation(ctx.db, invalidationId);
  if (!record) throw notFound("invalidation");
  return toInvalidationView(record);
}
