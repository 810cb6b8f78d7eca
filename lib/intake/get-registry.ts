import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { registryIdInput } from "#lib/intake/input-registries.ts";
import { findRegistryRow, type RegistryRecord } from "#lib/registries/store.ts";
import { toRegistryView, type RegistryView } from "#lib/intake/view-registries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

export async function getRegistry(ctx: Context, rawInput: unknown): Promise<RegistryView> {
  requirePermission(ctx.actor, "registries:read");
  const { registryId } = parseInput(registryIdInput, rawInput);
  return toRegistryView(await requireRegistry(ctx.db, registryId), ctx.config.insecureRegistries);
}

/** Reads one registry without asking for permission. Throws NOT_FOUND. */
export async function requireRegistry(db: Queryable, registryId: string): Promise<RegistryRecord> {
  const registry = await findRegistryRow(db, registryId);
  if (!registry) throw notFound("registry");
  return registry;
}
