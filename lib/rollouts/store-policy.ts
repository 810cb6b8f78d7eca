import type { Queryable } from "#lib/database/client.ts";
import type { Policy } from "#lib/database/generated/client.ts";
import type { ProductKind } from "#lib/products/rules/product.ts";
import type { Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";

export interface PolicyForRollout {
  productId: string | null;
  /** host/repository of its product, where it has one that is an image. */
  productImage: string | null;
  productSlug: string | null;
  productKind: ProductKind | null;
  imagePattern: string;
  strategy: Strategy;
  settings: RolloutSettings;
}

/** Finds what a rollout takes over from a policy; null where there is none or it was deleted. */
export async function findPolicyForRollout(db: Queryable, policyId: string): Promise<PolicyForRollout | null> {
  const row = await db.policy.findFirst({
    where: { id: policyId, deletedAt: null },
    include: { product: { select: { image: true, slug: true, kind: true } } },
  });
  return (
    row && {
      productId: row.productId,
      productImage: row.product?.image ?? null,
      productSlug: row.product?.slug ?? null,
      productKind: (row.product?.kind ?? null) as ProductKind | null,
      imagePattern: row.imagePattern,
      strategy: row.updateStrategy as Strategy,
      settings: freezeSettings(row),
    }
  );
}

/**
 * Takes over the rules of a policy as they are now. The columns hold only what the input of policies accepted, whose
 * parts are the schemas of these settings, so the casts are safe.
 */
export function freezeSettings(policy: Policy): RolloutSettings {
  return {
    batches: policy.batchPercentages,
    batchDelayMinutes: policy.batchDelayMinutes,
    healthCheckEnabled: policy.healthCheckEnabled,
    healthCheckConfig: policy.healthCheckConfig as RolloutSettings["healthCheckConfig"],
    autoRollbackEnabled: policy.autoRollbackEnabled,
    onFailureLimit: policy.onFailureLimit as RolloutSettings["onFailureLimit"],
    maxFailureRate: policy.maxFailureRate,
    deviceTimeoutSeconds: policy.deviceTimeoutSeconds,
    deviceFilter: policy.deviceFilter as RolloutSettings["deviceFilter"],
    maintenanceWindow: policy.maintenanceWindow as RolloutSettings["maintenanceWindow"],
  };
}
