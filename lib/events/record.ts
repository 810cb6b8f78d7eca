import { toActorView } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { beforeCommit } from "#lib/database/transaction.ts";
import { appendEvents, type NewEvent } from "#lib/events/store.ts";
import type { EventType, Subject } from "#lib/events/types.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface EventDraft {
  type: EventType;
  subject: Subject;
  rolloutId?: string | null;
  productId?: string | null;
  /** Plain JSON. Dates are written as RFC 3339 by the caller; no secrets. */
  data?: Record<string, unknown>;
}

const buffers = new WeakMap<Transaction, NewEvent[]>();

/**
 * Notes an event of this transaction. It is appended as the last thing before the commit, together with the others,
 * because the chain's row lock puts all writers in line and must be held shortly.
 */
export function recordEvent(ctx: Context, tx: Transaction, draft: EventDraft): void {
  let buffer = buffers.get(tx);
  if (!buffer) {
    const events: NewEvent[] = [];
    buffer = events;
    buffers.set(tx, events);
    beforeCommit(tx, () => appendEvents(tx, events));
  }
  buffer.push({
    type: draft.type,
    at: ctx.clock.now(),
    subject: draft.subject,
    rolloutId: draft.rolloutId ?? null,
    productId: draft.productId ?? null,
    actor: toActorView(ctx.actor),
    data: draft.data ?? {},
  });
}
