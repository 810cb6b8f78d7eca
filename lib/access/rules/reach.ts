/** What is there for somebody? Products and environments may be limited to teams, and tokens to products. */

/** Null means all of them. */
export interface Reach {
  productIds: ReadonlySet<string> | null;
  environmentIds: ReadonlySet<string> | null;
}

/** What lies within both: a token reaches no more than its owner. Undefined where neither is limited. */
export function narrowReach(left: Reach | undefined, right: Reach | undefined): Reach | undefined {
  if (!left || !right) return left ?? right;
  return {
    productIds: narrow(left.productIds, right.productIds),
    environmentIds: narrow(left.environmentIds, right.environmentIds),
  };
}

function narrow(left: ReadonlySet<string> | null, right: ReadonlySet<string> | null): ReadonlySet<string> | null {
  if (!left || !right) return left ?? right;
  return new Set([...left].filter((id) => right.has(id)));
}

export function reachesProduct(reach: Reach | undefined, productId: string): boolean {
  return !reach?.productIds || reach.productIds.has(productId);
}

export function reachesEnvironment(reach: Reach | undefined, environmentId: string): boolean {
  return !reach?.environmentIds || reach.environmentIds.has(environmentId);
}

/** Says whether what holds for a place, or for all of them where it names none, concerns somebody. */
export function isWithin(
  reach: Reach | undefined,
  place: { productId: string | null; environmentId: string | null },
): boolean {
  return (
    (place.productId === null || reachesProduct(reach, place.productId)) &&
    (place.environmentId === null || reachesEnvironment(reach, place.environmentId))
  );
}
