import type { Queryable } from "#lib/database/client.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

/** A product as far as its clients go, by id or slug. */
export async function findProductOfClients(
  db: Queryable,
  idOrSlug: string,
): Promise<{ id: string; slug: string; isPrivate: boolean } | null> {
  return db.product.findFirst({
    where: isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug },
    select: { id: true, slug: true, isPrivate: true },
  });
}

/** A version as far as offering it goes. */
export interface VersionState {
  id: string;
  version: string;
  precedenceKey: string;
  isDeprecated: boolean;
  isHeld: boolean;
}

/** Finds a product's version by its text. */
export async function findVersionByText(
  db: Queryable,
  productId: string,
  version: string,
): Promise<VersionState | null> {
  const [row] = await db.$queryRaw<VersionState[]>`
    SELECT v.id, v.version, v.precedence_key AS "precedenceKey", v.is_deprecated AS "isDeprecated",
           EXISTS (SELECT 1 FROM release_holds h
                   WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL) AS "isHeld"
    FROM versions v WHERE v.product_id = ${productId}::uuid AND v.version = ${version}`;
  return row ?? null;
}
