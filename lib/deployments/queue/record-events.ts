import type { Transaction } from "#lib/database/client.ts";
import type { EntryRecord } from "#lib/deployments/queue/store.ts";
import { recordDeploymentEvent } from "#lib/deployments/record-events.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Records what was done to a place in the line, as something that happened to its deployment. */
export async function recordQueueEvent(
  ctx: Context,
  tx: Transaction,
  entry: EntryRecord,
  type: EventType,
  data: Record<string, unknown>,
): Promise<void> {
  const { machine } = await requireDeployment(tx, entry.deploymentId);
  recordDeploymentEvent(ctx, tx, machine.context, type, data);
}
