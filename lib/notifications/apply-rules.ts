import { inTransaction } from "#lib/database/transaction.ts";
import type { Transaction } from "#lib/database/client.ts";
import { readEvents, readLastSeq } from "#lib/events/store.ts";
import { shortenForStream, type EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { planMessages, type ListeningRule, type ReadEvent } from "#lib/notifications/rules/digest.ts";
import {
  gather,
  insertSingles,
  moveCursor,
  selectEnvironmentsOf,
  selectProductNames,
  takeCursor,
} from "#lib/notifications/store-outbox.ts";
import { selectListeningRules } from "#lib/notifications/store-rules.ts";

const EVENTS_PER_TURN = 500;

/**
 * Applies the rules to what has happened since the last time, and says whether there is anything new to be sent.
 * Messages and the cursor are written in one transaction: killed before it nothing was done, killed after it all is
 * kept. Two processes do not do it at once.
 */
export async function applyRules(ctx: Context): Promise<boolean> {
  let hasNew = false;
  for (;;) {
    const { messages, isBehind } = await inTransaction(ctx, (tx) => applyOnce(ctx, tx));
    hasNew ||= messages > 0;
    if (!isBehind) return hasNew;
  }
}

const NOTHING = { messages: 0, isBehind: false };

async function applyOnce(ctx: Context, tx: Transaction): Promise<typeof NOTHING> {
  const cursor = await takeCursor(tx);
  if (cursor === null) return NOTHING;
  const rules = await selectListeningRules(tx);
  if (rules.length === 0) {
    const last = await readLastSeq(tx);
    if (last > cursor) await moveCursor(tx, last);
    return NOTHING;
  }
  const events = await readEvents(tx, { afterSeq: cursor }, "oldest", EVENTS_PER_TURN);
  const last = events.at(-1);
  if (!last) return NOTHING;
  const now = ctx.clock.now();
  const { singles, gatherings } = await plan(tx, rules, events, now);
  await insertSingles(tx, singles, now);
  for (const gathering of gatherings) await gather(tx, gathering, now);
  await moveCursor(tx, last.seq);
  return { messages: singles.length + gatherings.length, isBehind: events.length === EVENTS_PER_TURN };
}

async function plan(tx: Transaction, rules: readonly ListeningRule[], events: readonly EventView[], now: Date) {
  const productIds = new Set(events.flatMap(({ productId }) => (productId === null ? [] : [productId])));
  const products = await selectProductNames(tx, [...productIds]);
  const asksWhere = rules.some(({ environmentIds }) => environmentIds.length > 0);
  const environments = asksWhere ? await selectEnvironmentsOf(tx, events) : new Map<number, string>();
  // Lists of a hundred thousand devices are nothing that a message could tell.
  const read = events.map((event): ReadEvent => ({
    ...shortenForStream(event),
    environmentId: environments.get(event.seq) ?? null,
  }));
  return planMessages(rules, read, products, now);
}
