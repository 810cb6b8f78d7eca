import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { createRegistryInput } from "#lib/intake/input-registries.ts";
import { saveRegistryCredentials } from "#lib/intake/save-registry-credentials.ts";
import { insertRegistry } from "#lib/registries/store.ts";
import { toRegistryView, type RegistryView } from "#lib/intake/view-registries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Names a registry that may be asked, and the credentials for it. Rollouts that wait for it are tried again at once. */
export async function createRegistry(ctx: Context, rawInput: unknown): Promise<RegistryView> {
  requirePermission(ctx.actor, "registries:write");
  const { host, username = null, password = null } = parseInput(createRegistryInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const id = await insertRegistry(tx, { host, username }, ctx.clock.now());
    if (id === null) throw new DomainError("CONFLICT", `The registry ${host} is configured already. Change that one.`);
    const registry = await saveRegistryCredentials(ctx, tx, { id, host }, { username, password });
    recordEvent(ctx, tx, {
      type: "registry_saved",
      subject: { kind: "registry", id },
      data: { host, username, change: "created" },
    });
    return toRegistryView(registry, ctx.config.insecureRegistries);
  });
}
