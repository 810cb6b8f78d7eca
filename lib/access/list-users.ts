import { z } from "zod";
import { listUsersInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { selectUsers, toUserView } from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const userCursor = z.tuple([z.string()]);

/** Pages through the people by their e-mail addresses, disabled ones too. */
export async function listUsers(ctx: Context, rawInput: unknown): Promise<Page<UserView>> {
  requirePermission(ctx.actor, "users:read");
  const { cursor, limit } = parseInput(listUsersInput, rawInput);
  const [afterEmail] = decodeCursor(cursor, userCursor) ?? [null];
  return toPage(await selectUsers(ctx.db, { kind: "person", afterEmail, limit }), limit, toUserView, (row) => [
    row.email,
  ]);
}
