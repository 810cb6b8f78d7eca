import type { Queryable } from "#lib/database/client.ts";
import { namesRegistry } from "#lib/intake/rules/image-pattern.ts";
import type { Push } from "#lib/intake/rules/push.ts";
import type { Trust } from "#lib/intake/rules/verdict.ts";
import { findRegistryByHost } from "#lib/intake/store-registries.ts";
import type { Context } from "#lib/kernel/context.ts";

/** What a name without a host means everywhere. */
const DEFAULT_REGISTRY = "docker.io";
/** Where a name belongs to whoever registered it first; only a signed delivery may mean them without being told. */
const PUBLIC_REGISTRIES: ReadonlySet<string> = new Set(["ghcr.io", "quay.io"]);

/**
 * Says whether a registry may be asked. A body names a registry, it does not introduce one: otherwise an unsigned call
 * could make the server call any address, or have devices run an image of the same name from a stranger's registry.
 */
export async function isRegistryKnown(
  ctx: Context,
  db: Queryable,
  push: Pick<Push, "registryHost" | "repository">,
  { pattern, trust }: { pattern: string; trust: Trust },
): Promise<boolean> {
  const host = push.registryHost;
  if (host === DEFAULT_REGISTRY || trust === "poll" || ctx.config.insecureRegistries.has(host)) return true;
  if (trust === "authentic" && PUBLIC_REGISTRIES.has(host)) return true;
  return namesRegistry(pattern, push) || (await findRegistryByHost(db, host)) !== null;
}

export function unknownRegistryReason(host: string): string {
  return `unknown-registry: ${host} is not configured. Add it to the registries, or name it in the policy's pattern.`;
}
