import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listArtifactsInput } from "#lib/builds/input.ts";
import { selectArtifacts } from "#lib/builds/store.ts";
import type { ArtifactListItem } from "#lib/builds/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";

const artifactCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through builds, the newest first, without what is large. */
export async function listArtifacts(ctx: Context, rawInput: unknown): Promise<Page<ArtifactListItem>> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, versionId, q, limit, cursor } = parseInput(listArtifactsInput, rawInput);
  const after = decodeCursor(cursor, artifactCursor);

  const named = productId ?? extensionId;
  const product = named === undefined ? undefined : await requireProduct(ctx.db, named);
  const items = await selectArtifacts(ctx.db, {
    reach: reachOf(ctx.actor),
    productId: product?.id,
    versionId,
    q,
    after: after && { createdAt: after[0], id: after[1] },
    limit,
  });
  return toPage(
    items,
    limit,
    (item) => item,
    (item) => [item.createdAt, item.id],
  );
}
