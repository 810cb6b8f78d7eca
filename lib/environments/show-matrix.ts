import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { reachesEnvironment } from "#lib/access/rules/reach.ts";
import { fillMatrix } from "#lib/environments/fill-matrix.ts";
import { showMatrixInput } from "#lib/environments/input.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import { selectLine } from "#lib/environments/store.ts";
import type { MatrixView } from "#lib/environments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { listProducts } from "#lib/products/list.ts";

/** Shows which version of each product runs in each environment, how old it is, and how far behind. Pages by product. */
export async function showMatrix(ctx: Context, rawInput: unknown): Promise<MatrixView> {
  requirePermission(ctx.actor, "environments:read");
  const query = parseInput(showMatrixInput, rawInput);
  const [whole, products] = await Promise.all([selectLine(ctx.db), listProducts(ctx, query)]);
  const reach = reachOf(ctx.actor);
  const line = whole.filter(({ id }) => reachesEnvironment(reach, id));
  const ids = products.items.map(({ id }) => id);
  const [rows, views] = await Promise.all([
    fillMatrix(
      ctx.db,
      ids,
      line.map(({ id }) => id),
    ),
    Promise.all(line.map((environment) => showEnvironment(ctx, ctx.db, environment))),
  ]);
  return {
    environments: views.map(({ id, slug, name, position, deviceCount }) => ({ id, slug, name, position, deviceCount })),
    items: products.items.map(({ id, slug, name }) => ({ product: { id, slug, name }, cells: rows.get(id) ?? [] })),
    nextCursor: products.nextCursor,
  };
}
