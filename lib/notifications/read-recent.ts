import { requirePermission, requirePerson } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { markReadInput, muteInput, recentInput } from "#lib/notifications/input.ts";
import { threadKeyOf, toNotice } from "#lib/notifications/rules/notice.ts";
import { NOTABLE_TYPES } from "#lib/notifications/rules/severity.ts";
import { selectProductNames } from "#lib/notifications/store-outbox.ts";
import {
  countUnread,
  moveReading,
  productExists,
  selectRecent,
  setMuted,
  takeReading,
  type Reading,
} from "#lib/notifications/store-recent.ts";
import type { RecentItem, RecentView } from "#lib/notifications/view.ts";

/** From here on people only see that there are many. */
const UNREAD_MAX = 100;
const NO_READING: Reading = { readSeq: 0, mutedProductIds: [] };

/**
 * What happened lately that matters, the newest first, and how much of it is new to whoever asks: not what they did
 * themselves, nor products that they muted. Programs have read nothing and mute nothing.
 */
export async function readRecent(ctx: Context, rawInput: unknown): Promise<RecentView> {
  requirePermission(ctx.actor, "events:read");
  const { limit, cursor } = parseInput(recentInput, rawInput);
  const userId = ctx.actor.kind === "user" ? ctx.actor.id : null;
  const reading = userId === null ? NO_READING : await takeReading(ctx.db, userId, ctx.clock.now());
  const { readSeq, mutedProductIds } = reading;
  const audience = { userId, mutedProductIds, types: NOTABLE_TYPES, reach: reachOf(ctx.actor) };

  const beforeSeq = cursor === undefined ? null : Number(cursor);
  const events = await selectRecent(ctx.db, audience, { beforeSeq, limit });
  const shown = events.slice(0, limit);
  const productIds = shown.flatMap(({ productId }) => (productId === null ? [] : [productId]));
  const products = await selectProductNames(ctx.db, [...new Set([...productIds, ...mutedProductIds])]);
  return {
    items: shown.map((event): RecentItem => {
      const { data: _data, ...notice } = toNotice(event, products.get(event.productId ?? "") ?? null);
      return { ...notice, threadKey: threadKeyOf(event) };
    }),
    nextCursor: events.length > limit ? String(shown.at(-1)?.seq ?? 0) : null,
    unread: userId === null ? 0 : await countUnread(ctx.db, audience, { readSeq, countMax: UNREAD_MAX }),
    readSeq,
    mutedProducts: mutedProductIds.flatMap((id) => products.get(id) ?? []),
  };
}

/** Counts everything up to an event as read. Never takes back what was read elsewhere. */
export async function markRead(ctx: Context, rawInput: unknown): Promise<Reading> {
  const { id } = requirePerson(ctx.actor);
  const { seq } = parseInput(markReadInput, rawInput);
  const now = ctx.clock.now();
  await takeReading(ctx.db, id, now);
  await moveReading(ctx.db, id, seq, now);
  return takeReading(ctx.db, id, now);
}

/** Stops showing what concerns a product to the person who asks, or shows it again. */
export async function muteProduct(ctx: Context, rawInput: unknown): Promise<Reading> {
  const { id: userId } = requirePerson(ctx.actor);
  const { productId, muted } = parseInput(muteInput, rawInput);
  if (muted && !(await productExists(ctx.db, productId))) throw notFound("product");
  const now = ctx.clock.now();
  await takeReading(ctx.db, userId, now);
  await setMuted(ctx.db, { userId, productId, muted }, now);
  return takeReading(ctx.db, userId, now);
}
