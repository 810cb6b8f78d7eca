import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listActionEntriesInput } from "#lib/devices/input.ts";
import { isActionOf, selectEntries } from "#lib/devices/store-entries.ts";
import type { ActionEntryView } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const entryCursor = z.tuple([z.string().regex(/^\d{1,18}$/)]);

/** Pages through the log of one of a device's actions, the newest line first. Throws NOT_FOUND. */
export async function listActionEntries(ctx: Context, rawInput: unknown): Promise<Page<ActionEntryView>> {
  requirePermission(ctx.actor, "devices:read");
  const { deviceId, actionId, limit, cursor } = parseInput(listActionEntriesInput, rawInput);
  const [before] = decodeCursor(cursor, entryCursor) ?? [null];

  if (!(await isActionOf(ctx.db, deviceId, actionId))) throw notFound("action of this device");
  return toPage(
    await selectEntries(ctx.db, { actionId, beforeId: before === null ? null : BigInt(before), limit }),
    limit,
    (entry) => entry,
    (entry) => [entry.id],
  );
}
