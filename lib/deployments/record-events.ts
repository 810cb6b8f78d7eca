import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";

/** Records something that happened to a deployment. */
export function recordDeploymentEvent(
  ctx: Context,
  tx: Transaction,
  deployment: Pick<DeploymentContext, "deploymentId" | "number" | "product" | "environment" | "release">,
  type: EventType,
  data: Record<string, unknown> = {},
): void {
  const { deploymentId, number, product, environment, release } = deployment;
  recordEvent(ctx, tx, {
    type,
    subject: { kind: "deployment", id: deploymentId },
    productId: product.id,
    data: { number, product: product.slug, version: release.version, environment: environment?.slug ?? null, ...data },
  });
}
