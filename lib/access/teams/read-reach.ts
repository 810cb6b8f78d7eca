import type { Reach } from "#lib/access/rules/reach.ts";
import { selectReached } from "#lib/access/teams/store-reach.ts";
import type { Queryable } from "#lib/database/client.ts";

/** What there is for a person or a service account. Undefined where they are not limited to teams. */
export async function readReach(db: Queryable, user: { id: string; isLimited: boolean }): Promise<Reach | undefined> {
  if (!user.isLimited) return undefined;
  const { productIds, environmentIds } = await selectReached(db, user.id);
  return { productIds: new Set(productIds), environmentIds: new Set(environmentIds) };
}
