import { findEnvironmentPlace, findProductPlace } from "#lib/calendar/store-places.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import { notFound } from "#lib/kernel/errors.ts";

export interface NamedPlace {
  environment: PlaceReference | null;
  product: PlaceReference | null;
}

/** Finds what is named by id or slug. Throws NOT_FOUND; what is not named stands for all. */
export async function findPlace(
  db: Queryable,
  named: { environment?: string | null | undefined; product?: string | null | undefined },
): Promise<NamedPlace> {
  const environment = named.environment ? await findEnvironmentPlace(db, named.environment) : null;
  if (named.environment && environment === null) throw notFound("environment");
  const product = named.product ? await findProductPlace(db, named.product) : null;
  if (named.product && product === null) throw notFound("product");
  return { environment, product };
}

/** How a place is written into events. */
export function placeData({ environment, product }: NamedPlace): { environment?: string; product?: string } {
  return { ...(environment && { environment: environment.slug }), ...(product && { product: product.slug }) };
}
