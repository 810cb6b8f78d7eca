import type { Transaction } from "#lib/database/client.ts";
import { passwordBinding } from "#lib/registries/open-registry.ts";
import { saveCredentials, type RegistryRecord } from "#lib/registries/store.ts";
import { wakeWaitingRollouts } from "#lib/intake/store-waiting.ts";
import type { Context } from "#lib/kernel/context.ts";
import { encryptSecret } from "#lib/kernel/crypto.ts";

/** Stores credentials sealed, and lets the rollouts that wait for this registry ask again. */
export async function saveRegistryCredentials(
  ctx: Context,
  tx: Transaction,
  { id, host }: { id: string; host: string },
  { username, password }: { username: string | null; password: string | null },
): Promise<RegistryRecord> {
  const now = ctx.clock.now();
  const passwordEncrypted = password === null ? null : encryptSecret(ctx.config, password, passwordBinding(id));
  const registry = await saveCredentials(tx, id, { username, passwordEncrypted }, now);
  await wakeWaitingRollouts(tx, host, now);
  return registry;
}
