import type { Queryable } from "#lib/database/client.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import { toDeploymentView, type DeploymentView } from "#lib/deployments/view.ts";

/** Reads a deployment anew and shows it: the answer of every use case that changed one. */
export async function showDeployment(db: Queryable, deploymentId: string): Promise<DeploymentView> {
  return toDeploymentView(await requireDeployment(db, deploymentId));
}
