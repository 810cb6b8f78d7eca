import { findRegistryByHost, type RegistryRecord } from "#lib/registries/store.ts";
import type { RegistryAccess } from "#lib/registries/access.ts";
import type { Context } from "#lib/kernel/context.ts";
import { decryptSecret } from "#lib/kernel/crypto.ts";

/** Gathers what is needed to ask a registry: how it is spoken to, and the credentials stored for exactly this host. */
export async function openRegistry(ctx: Context, host: string): Promise<RegistryAccess> {
  const registry = await findRegistryByHost(ctx.db, host);
  const isInsecure = ctx.config.insecureRegistries.has(host);
  return {
    host,
    isInsecure,
    reach: registry !== null || isInsecure ? "named" : "public",
    credentials: registry && readCredentials(ctx, registry),
    insecureHosts: ctx.config.insecureRegistries,
  };
}

/** What a registry's password is bound to, so that it opens in no other row. */
export function passwordBinding(registryId: string): string {
  return `registry:${registryId}`;
}

function readCredentials(ctx: Context, registry: RegistryRecord): RegistryAccess["credentials"] {
  if (registry.username === null || registry.passwordEncrypted === null) return null;
  try {
    const password = decryptSecret(ctx.config, registry.passwordEncrypted, passwordBinding(registry.id));
    return { username: registry.username, password };
  } catch (error) {
    // After a change of SLIPWAY_ENCRYPTION_KEY: the registry then says "denied", and the log says why.
    ctx.log.error({ err: error, registry: registry.host }, "The stored password cannot be opened. Enter it again.");
    return null;
  }
}
