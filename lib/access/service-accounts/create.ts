import { randomUUID } from "node:crypto";
import { createServiceAccountInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { toServiceAccountView } from "#lib/access/service-accounts/show.ts";
import { insertUser, NO_PASSWORD } from "#lib/access/store-users.ts";
import type { ServiceAccountView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes an account of programs. It has tokens, a role that bounds them, and never signs in. */
export async function createServiceAccount(ctx: Context, rawInput: unknown): Promise<ServiceAccountView> {
  requirePermission(ctx.actor, "users:write");
  const { name, role, isLimited } = parseInput(createServiceAccountInput, rawInput);
  requireWithinOwn(ctx, role);
  // Every account has an address; RFC 2606 keeps this name free of mail and of sign-ins for ever.
  const email = `${randomUUID()}@service.invalid`;
  return inTransaction(ctx, async (tx) => {
    const row = await insertUser(tx, { email, name, role, isLimited, passwordHash: NO_PASSWORD, kind: "service" });
    recordEvent(ctx, tx, {
      type: "user_created",
      subject: { kind: "user", id: row.id },
      data: { name, role, isLimited, kind: "service" },
    });
    return toServiceAccountView(row);
  });
}
