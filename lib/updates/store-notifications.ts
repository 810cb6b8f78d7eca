import type { Queryable } from "#lib/database/client.ts";

/** That a client was told of a version. */
export interface Told {
  productId: string;
  versionId: string;
  clientId: string;
  distributionId: string | null;
  fromVersion: string | null;
  at: Date;
}

/** Writes who was told. The first time counts. Versions deleted meanwhile are of no interest. */
export async function insertTold(db: Queryable, told: readonly Told[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO update_notifications (product_id, version_id, client_id, distribution_id, from_version, told_at)
    SELECT t.product_id, t.version_id, t.client_id, d.id, t.from_version, t.told_at
    FROM unnest(
      ${told.map((one) => one.productId)}::uuid[], ${told.map((one) => one.versionId)}::uuid[],
      ${told.map((one) => one.clientId)}::text[], ${told.map((one) => one.distributionId)}::uuid[],
      ${told.map((one) => one.fromVersion)}::text[], ${told.map((one) => one.at.toISOString())}::timestamptz[]
    ) AS t (product_id, version_id, client_id, distribution_id, from_version, told_at)
    LEFT JOIN update_distributions d ON d.id = t.distribution_id
    ON CONFLICT (version_id, client_id) DO NOTHING`;
}
