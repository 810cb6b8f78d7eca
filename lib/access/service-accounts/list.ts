import { z } from "zod";
import { listServiceAccountsInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { toServiceAccountView } from "#lib/access/service-accounts/show.ts";
import { selectUsers } from "#lib/access/store-users.ts";
import type { ServiceAccountView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const accountCursor = z.tuple([z.string()]);

/** Pages through the service accounts, disabled ones too. */
export async function listServiceAccounts(ctx: Context, rawInput: unknown): Promise<Page<ServiceAccountView>> {
  requirePermission(ctx.actor, "users:read");
  const { cursor, limit } = parseInput(listServiceAccountsInput, rawInput);
  const [afterEmail] = decodeCursor(cursor, accountCursor) ?? [null];
  const rows = await selectUsers(ctx.db, { kind: "service", afterEmail, limit });
  return toPage(rows, limit, toServiceAccountView, (row) => [row.email]);
}
