import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";
import { distributionIdInput, listDistributionsInput } from "#lib/updates/input.ts";
import { findDistribution, selectDistributions } from "#lib/updates/store-distributions.ts";
import type { DistributionView } from "#lib/updates/view.ts";

/** Reads a distribution as it is now, inside whatever transaction. */
export async function showDistribution(ctx: Context, db: Queryable, id: string): Promise<DistributionView> {
  const view = await findDistribution(db, id, ctx.clock.now());
  if (view === null) throw notFound("distribution");
  return view;
}

export async function getDistribution(ctx: Context, rawInput: unknown): Promise<DistributionView> {
  requirePermission(ctx.actor, "versions:read");
  const { distributionId } = parseInput(distributionIdInput, rawInput);
  return showDistribution(ctx, ctx.db, distributionId);
}

const cursorShape = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through a product's distributions, the newest first. */
export async function listDistributions(ctx: Context, rawInput: unknown): Promise<Page<DistributionView>> {
  requirePermission(ctx.actor, "versions:read");
  const { productId, extensionId, channel, status, limit, cursor } = parseInput(listDistributionsInput, rawInput);
  const after = decodeCursor(cursor, cursorShape);
  const product = await requireProduct(ctx.db, productId ?? extensionId ?? "");
  const query = { productId: product.id, channel, status, after, limit };
  return toPage(
    await selectDistributions(ctx.db, query, ctx.clock.now()),
    limit,
    (view) => view,
    (view) => [view.createdAt, view.id],
  );
}
