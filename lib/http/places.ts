import { mayDo } from "#lib/access/rules/actor.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import { listEnvironments } from "#lib/environments/list.ts";
import type { Context } from "#lib/kernel/context.ts";
import { listProducts } from "#lib/products/list.ts";

const SHOWN_MAX = "500";

/** What forms offer where a place is chosen; nothing where the person may not see it. */
export async function listPlaces(ctx: Context): Promise<{
  environments: (PlaceReference & { timeZone: string })[];
  products: PlaceReference[];
}> {
  const environments = mayDo(ctx.actor, "environments:read")
    ? (await listEnvironments(ctx, { limit: SHOWN_MAX })).items
    : [];
  const products = mayDo(ctx.actor, "products:read") ? (await listProducts(ctx, { limit: SHOWN_MAX })).items : [];
  return {
    environments: environments.map(({ id, slug, name, timeZone }) => ({ id, slug, name, timeZone })),
    products: products.map(({ id, slug, name }) => ({ id, slug, name })),
  };
}
