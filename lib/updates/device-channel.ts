import type { Context } from "#lib/kernel/context.ts";
import { readDeviceChannel } from "#lib/updates/store-index.ts";

/** A device that was moved to another channel learns of it at its next check at the latest. */
const KEPT_MILLIS = 30_000;
const DEVICES_MAX = 100_000;

const known = new Map<string, { channel: string | null; until: number }>();

/** The channel that a device or its fleet follows, as of half a minute ago at most. */
export async function findDeviceChannel(ctx: Context, deviceId: string): Promise<string | null> {
  const now = ctx.clock.now().getTime();
  const kept = known.get(deviceId);
  if (kept !== undefined && kept.until > now) return kept.channel;
  const channel = await readDeviceChannel(ctx.db, deviceId);
  if (known.size >= DEVICES_MAX) known.clear();
  known.set(deviceId, { channel, until: now + KEPT_MILLIS });
  return channel;
}
