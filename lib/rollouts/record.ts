import type { ProductKind } from "#lib/products/rules/product.ts";
import type { ActorView } from "#lib/access/rules/actor.ts";
import type { RolloutFacts, RolloutState } from "#lib/rollouts/rules/next-step.ts";
import type { BatchFacts } from "#lib/rollouts/rules/rollout.ts";

export interface BatchRecord extends BatchFacts {
  approvedBy: ActorView | null;
}

/** A rollout as it is stored, with the facts on which its next step depends. Use cases work with it; callers get views. */
export interface RolloutRecord extends RolloutState {
  id: string;
  number: number;
  productId: string;
  productSlug: string;
  productKind: ProductKind;
  policyId: string | null;
  policyName: string | null;
  deploymentId: string | null;
  image: string;
  tag: string;
  fromVersion: string | null;
  toVersion: string;
  statusReason: string | null;
  choice: Record<string, unknown> | null;
  currentBatch: number;
  resolveAttempts: number;
  createdBy: ActorView;
  createdAt: Date;
  plannedAt: Date | null;
  startedAt: Date | null;
  completedAt: Date | null;
  updatedAt: Date;
  facts: Omit<RolloutFacts, "batches"> & { batches: BatchRecord[] };
}
