import type { ActorView } from "#lib/access/rules/actor.ts";
import type { DeploymentSummary } from "#lib/deployments/view.ts";
import type { Violation } from "#lib/deployments/rules/ranges.ts";

/** In which order several products would be deployed, and what would not fit. */
export interface GroupPlanView {
  /** Those of one level are deployed at once. */
  levels: { product: { id: string; slug: string; name: string }; version: string; needs: string[] }[][];
  violations: Violation[];
}

export interface GroupView {
  id: string;
  number: number;
  name: string;
  createdAt: string;
  createdBy: ActorView;
  /** In the order in which they start. */
  deployments: (DeploymentSummary & { needs: { id: string; number: number; status: string }[] })[];
}
