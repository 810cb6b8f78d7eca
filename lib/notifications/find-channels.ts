import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { channelInput, listChannelsInput } from "#lib/notifications/input.ts";
import { findChannel, selectChannels } from "#lib/notifications/store-channels.ts";
import { toChannelView, type ChannelView } from "#lib/notifications/view.ts";

const nameCursor = z.tuple([z.string(), z.uuid()]);

/** Pages through the places where messages go, by name. */
export async function listChannels(ctx: Context, rawInput: unknown): Promise<Page<ChannelView>> {
  requirePermission(ctx.actor, "notifications:read");
  const { limit, cursor } = parseInput(listChannelsInput, rawInput);
  const after = decodeCursor(cursor, nameCursor);
  const records = await selectChannels(ctx.db, { after, limit });
  return toPage(records, limit, toChannelView, ({ name, id }) => [name, id]);
}

export async function getChannel(ctx: Context, rawInput: unknown): Promise<ChannelView> {
  requirePermission(ctx.actor, "notifications:read");
  const { channelId } = parseInput(channelInput, rawInput);
  const record = await findChannel(ctx.db, channelId);
  if (!record) throw notFound("channel");
  return toChannelView(record);
}
