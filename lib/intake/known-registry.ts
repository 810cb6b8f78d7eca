import type { Queryable } from "#lib/database/client.ts";
import { namesNamespace, namesRegistry } from "#lib/intake/rules/image-pattern.ts";
import type { Trust } from "#lib/intake/rules/verdict.ts";
import { findRegistryByHost } from "#lib/registries/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DOCKER_HUB, type ImageName } from "#lib/products/rules/image.ts";

/** Where a name belongs to whoever registered it first; only a signed delivery may mean them without being told. */
const PUBLIC_REGISTRIES: ReadonlySet<string> = new Set(["ghcr.io", "quay.io"]);

/**
 * Says whether a registry may be asked. A body names a registry, it does not introduce one: otherwise an unsigned call
 * could make the server call any address, or have devices run an image of the same name from a stranger's registry.
 */
export async function isRegistryKnown(
  ctx: Context,
  db: Queryable,
  image: ImageName,
  { pattern, trust }: { pattern: string; trust: Trust },
): Promise<boolean> {
  const host = image.registryHost;
  if (trust === "hint" && isShared(host) && !namesNamespace(pattern)) return false;
  if (host === DOCKER_HUB || trust === "poll" || ctx.config.insecureRegistries.has(host)) return true;
  if (trust === "authentic" && PUBLIC_REGISTRIES.has(host)) return true;
  return namesRegistry(pattern, image) || (await findRegistryByHost(db, host)) !== null;
}

/**
 * Where everybody may have a namespace, it is the namespace that says whose an image is: under a pattern that leaves it
 * open, an unsigned call could have devices run anybody's.
 */
function isShared(host: string): boolean {
  return host === DOCKER_HUB || PUBLIC_REGISTRIES.has(host);
}

export function unknownRegistryReason(host: string): string {
  const remedy = isShared(host)
    ? "Name the namespace in the policy's pattern, or have deliveries signed."
    : "Add it to the registries, or name it in the policy's pattern.";
  return `unknown-registry: ${host} may not be asked because of this delivery. ${remedy}`;
}
