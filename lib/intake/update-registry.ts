import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { requireRegistry } from "#lib/intake/get-registry.ts";
import { updateRegistryInput } from "#lib/intake/input-registries.ts";
import { saveRegistryCredentials } from "#lib/intake/save-registry-credentials.ts";
import { toRegistryView, type RegistryView } from "#lib/intake/view-registries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Replaces a registry's credentials. Rollouts that wait for it are tried again at once. */
export async function updateRegistry(ctx: Context, rawInput: unknown): Promise<RegistryView> {
  requirePermission(ctx.actor, "registries:write");
  const { registryId, ...credentials } = parseInput(updateRegistryInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const before = await requireRegistry(tx, registryId);
    const registry = await saveRegistryCredentials(ctx, tx, before, credentials);
    recordEvent(ctx, tx, {
      type: "registry_saved",
      subject: { kind: "registry", id: registryId },
      data: { host: before.host, username: credentials.username, change: "credentials" },
    });
    return toRegistryView(registry, ctx.config.insecureRegistries);
  });
}
