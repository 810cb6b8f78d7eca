import type { Transaction } from "#lib/database/client.ts";
import type { EventType } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { transition, type Command } from "#lib/rollouts/rules/transitions.ts";
import { saveRollout, type RolloutChange } from "#lib/rollouts/store-write.ts";

export interface Move {
  command: Command;
  event: EventType;
  /** What people read beside the status from now on; null where the status says it all. */
  statusReason: string | null;
  data?: Record<string, unknown>;
  change?: Partial<RolloutChange>;
}

/**
 * Moves a rollout that the caller has locked along the table of transitions, and leaves the event. Throws WRONG_STATE
 * where the table does not lead anywhere.
 */
export async function moveRollout(ctx: Context, tx: Transaction, rollout: RolloutRecord, move: Move): Promise<void> {
  const status = transition(rollout, move.command);
  await saveRollout(tx, rollout.id, { status, statusReason: move.statusReason, ...move.change }, ctx.clock.now());
  recordRolloutEvent(ctx, tx, rollout, move.event, {
    number: rollout.number,
    from: rollout.status,
    to: status,
    ...move.data,
  });
}

/** Puts an operator's reason into an event, where there is one. */
export function withReason(reason: string | undefined): { reason?: string } {
  return reason === undefined || reason === "" ? {} : { reason };
}
