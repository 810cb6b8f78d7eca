import { requirePerson } from "#lib/access/require-permission.ts";
import { selectIdentities } from "#lib/access/identities/store.ts";
import type { IdentityView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";

/** With which accounts elsewhere the caller signs in. */
export async function listMyIdentities(ctx: Context): Promise<{ items: IdentityView[] }> {
  const { id } = requirePerson(ctx.actor);
  const rows = await selectIdentities(ctx.db, id);
  return {
    items: rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      groups: row.groups,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    })),
  };
}
