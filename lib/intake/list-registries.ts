import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listRegistriesInput } from "#lib/intake/input-registries.ts";
import { selectRegistries } from "#lib/registries/store.ts";
import { toRegistryView, type RegistryView } from "#lib/intake/view-registries.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const registryCursor = z.tuple([z.string()]);

/** Pages through the configured registries by host. */
export async function listRegistries(ctx: Context, rawInput: unknown): Promise<Page<RegistryView>> {
  requirePermission(ctx.actor, "registries:read");
  const { cursor, limit } = parseInput(listRegistriesInput, rawInput);
  const [afterHost] = decodeCursor(cursor, registryCursor) ?? [null];

  return toPage(
    await selectRegistries(ctx.db, { afterHost, limit }),
    limit,
    (registry) => toRegistryView(registry, ctx.config.insecureRegistries),
    (registry) => [registry.host],
  );
}
