import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { reachesEnvironment } from "#lib/access/rules/reach.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { fillMatrix } from "#lib/environments/fill-matrix.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { showCellInput } from "#lib/environments/input.ts";
import { environmentBefore } from "#lib/environments/rules/environment.ts";
import { countRunning, selectReleases, toReleaseView } from "#lib/environments/store-matrix.ts";
import { selectLine, type EnvironmentRecord } from "#lib/environments/store.ts";
import type { CellView, EnvironmentReference } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";

const releaseCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Shows one cell of the matrix: what runs there, what ran there before, and what its devices say. Pages its history. */
export async function showCell(ctx: Context, rawInput: unknown): Promise<CellView> {
  requirePermission(ctx.actor, "environments:read");
  const { environmentId, productId, cursor, limit } = parseInput(showCellInput, rawInput);
  const environment = await requireEnvironment(ctx.db, environmentId);
  const { id, slug, name } = await requireProduct(ctx.db, productId);
  const after = readCursor(cursor);
  const earlier = environment.archivedAt === null ? environmentBefore(await selectLine(ctx.db), environment) : null;
  const before = earlier && reachesEnvironment(reachOf(ctx.actor), earlier.id) ? earlier : null;
  const places = before ? [before.id, environment.id] : [environment.id];
  const [cells, releases, devices] = await Promise.all([
    fillMatrix(ctx.db, [id], places),
    selectReleases(ctx.db, { environmentId: environment.id, productId: id, after, limit }),
    countRunning(ctx.db, slug, environment.deviceFilter, freshnessOf(ctx)),
  ]);
  const row = cells.get(id) ?? [];
  const own = row.at(-1);
  return {
    environmentId: environment.id,
    release: own?.release ?? null,
    drift: own?.drift ?? { kind: "none" },
    open: own?.open ?? null,
    product: { id, slug, name },
    environment: toReference(environment),
    before: before && { environment: toReference(before), release: row[0]?.release ?? null },
    devices,
    ...toPage(releases, limit, toReleaseView, (release) => [release.deployedAt.toISOString(), release.id]),
  };
}

function readCursor(cursor: string | undefined): { deployedAt: string; id: string } | null {
  const [deployedAt, id] = decodeCursor(cursor, releaseCursor) ?? [];
  return deployedAt !== undefined && id !== undefined ? { deployedAt, id } : null;
}

function toReference({ id, slug, name }: EnvironmentRecord): EnvironmentReference {
  return { id, slug, name };
}
