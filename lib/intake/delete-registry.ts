import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { requireRegistry } from "#lib/intake/get-registry.ts";
import { registryIdInput } from "#lib/intake/input-registries.ts";
import { removeRegistry } from "#lib/registries/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Forgets a registry and its credentials. */
export async function deleteRegistry(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "registries:write");
  const { registryId } = parseInput(registryIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const registry = await requireRegistry(tx, registryId);
    await removeRegistry(tx, registryId);
    recordEvent(ctx, tx, {
      type: "registry_deleted",
      subject: { kind: "registry", id: registryId },
      data: { host: registry.host },
    });
  });
}
