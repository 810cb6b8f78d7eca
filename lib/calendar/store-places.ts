import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

const reference = { id: true, slug: true, name: true } as const;
/** What is read of a place beside a row that names it. */
export const withPlace = { environment: { select: reference }, product: { select: reference } } as const;

/** Finds an environment in use by its id or slug. */
export async function findEnvironmentPlace(db: Queryable, idOrSlug: string): Promise<PlaceReference | null> {
  const named = isUuid(idOrSlug) ? { OR: [{ id: idOrSlug }, { slug: idOrSlug }] } : { slug: idOrSlug };
  return db.environment.findFirst({ where: { archivedAt: null, ...named }, select: reference });
}

/** Finds a product by its id or slug. */
export async function findProductPlace(db: Queryable, idOrSlug: string): Promise<PlaceReference | null> {
  const named = isUuid(idOrSlug) ? { OR: [{ id: idOrSlug }, { slug: idOrSlug }] } : { slug: idOrSlug };
  return db.product.findFirst({ where: named, select: reference });
}

/** Keeps both from going away until the transaction is over. */
export async function holdPlaces(
  tx: Transaction,
  place: { environmentId: string | null; productId: string | null },
): Promise<void> {
  await tx.$queryRaw`SELECT id FROM environments WHERE id = ${place.environmentId}::uuid FOR KEY SHARE`;
  await tx.$queryRaw`SELECT id FROM products WHERE id = ${place.productId}::uuid FOR KEY SHARE`;
}
