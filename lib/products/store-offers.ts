import { Prisma, type Transaction } from "#lib/database/client.ts";

/** Which versions: one, or all that consist of the same content. */
export type OfferScope = { productId: string } & ({ versionId: string } | { digest: string });

/**
 * Waits for whoever decides about the same content; held until the commit. A hold and a version that comes to have the
 * held content at the same moment would otherwise overlook each other.
 */
export async function lockDigest(tx: Transaction, productId: string, digest: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`offer:${productId}:${digest}`}, 0))`;
}

/**
 * Says anew on all channels whether these versions are offered: neither deprecated nor held. To be called after
 * whatever changes that. The versions are locked first, as promotions lock them, so that neither overlooks the other.
 */
export async function refreshOffers(tx: Transaction, scope: OfferScope): Promise<void> {
  if ("digest" in scope) await lockDigest(tx, scope.productId, scope.digest);
  const named =
    "versionId" in scope ? Prisma.sql`v.id = ${scope.versionId}::uuid` : Prisma.sql`v.digest = ${scope.digest}`;
  await tx.$queryRaw`
    SELECT 1 FROM versions v WHERE v.product_id = ${scope.productId}::uuid AND ${named} ORDER BY v.id FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE channel_versions cv SET is_offered = o.is_offered
    FROM (SELECT v.id, ${isOffered} AS is_offered FROM versions v
          WHERE v.product_id = ${scope.productId}::uuid AND ${named}) AS o
    WHERE cv.version_id = o.id AND cv.is_offered <> o.is_offered`;
}

/** Whether version `v` is offered. */
export const isOffered = Prisma.sql`
  (NOT v.is_deprecated AND NOT EXISTS (
    SELECT 1 FROM release_holds h
    WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL))`;
