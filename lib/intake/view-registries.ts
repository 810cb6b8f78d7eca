import type { RegistryRecord } from "#lib/registries/store.ts";

/** A registry as people see it. The password is never shown. */
export interface RegistryView {
  id: string;
  host: string;
  username: string | null;
  hasPassword: boolean;
  /** Spoken to over plain HTTP, because SLIPWAY_REGISTRY_INSECURE lists it. */
  isInsecure: boolean;
  lastCheckedAt: string | null;
  lastError: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface RegistryTest {
  ok: boolean;
  /** What the registry said, in a sentence. */
  message: string;
  digest: string | null;
}

export function toRegistryView(registry: RegistryRecord, insecureHosts: ReadonlySet<string>): RegistryView {
  return {
    id: registry.id,
    host: registry.host,
    username: registry.username,
    hasPassword: registry.passwordEncrypted !== null,
    isInsecure: insecureHosts.has(registry.host),
    lastCheckedAt: registry.lastCheckedAt?.toISOString() ?? null,
    lastError: registry.lastError,
    createdAt: registry.createdAt.toISOString(),
    updatedAt: registry.updatedAt.toISOString(),
  };
}
