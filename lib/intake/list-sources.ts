import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { listSourcesInput } from "#lib/intake/input-sources.ts";
import { selectSources } from "#lib/intake/store-sources.ts";
import { toSourceView, type SourceView } from "#lib/intake/view-sources.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const sourceCursor = z.tuple([z.string()]);

/** Pages through the senders with an address of their own, by name. */
export async function listSources(ctx: Context, rawInput: unknown): Promise<Page<SourceView>> {
  requirePermission(ctx.actor, "webhooks:read");
  const { cursor, limit } = parseInput(listSourcesInput, rawInput);
  const [afterName] = decodeCursor(cursor, sourceCursor) ?? [null];
  return toPage(await selectSources(ctx.db, { afterName, limit }), limit, toSourceView, (source) => [source.name]);
}
