import { z } from "zod";
import { listInvitationsInput } from "#lib/access/input.ts";
import { toInvitationView } from "#lib/access/invitations/show.ts";
import { selectInvitations } from "#lib/access/invitations/store.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { InvitationView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const invitationCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through the invitations, the newest first, used ones too. */
export async function listInvitations(ctx: Context, rawInput: unknown): Promise<Page<InvitationView>> {
  requirePermission(ctx.actor, "users:read");
  const { cursor, limit } = parseInput(listInvitationsInput, rawInput);
  const rows = await selectInvitations(ctx.db, { after: decodeCursor(cursor, invitationCursor), limit });
  const now = ctx.clock.now();
  return toPage(
    rows,
    limit,
    (row) => toInvitationView(row, now),
    (row) => [row.createdAt.toISOString(), row.id],
  );
}
