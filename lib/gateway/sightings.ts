import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import { KEY_BYTES } from "#lib/gateway/byte-index.ts";
import { writeUuid } from "#lib/gateway/uuid-bytes.ts";

/** Of a device's pause between polls: a poll that comes in time is always noted, one that comes too soon says nothing new. */
const PAUSE_SHARE = 0.75;
/** Well within the minute for which a device counts as online at the least. */
const PAUSE_SECONDS_MIN = 15;
const PAUSE_SECONDS_MAX = 45;

interface Sighting {
  slot: number;
  deviceId: string;
  address: string | null;
  /** The device's pause between polls. */
  usualSeconds: number;
}

/** Notes that a device was heard from, unless it was a moment ago and from the same address. */
export function noteSighting({ ctx, memory }: Surroundings, { slot, deviceId, address, usualSeconds }: Sighting): void {
  const second = Math.floor(Date.now() / 1000);
  const pause = Math.max(PAUSE_SECONDS_MIN, Math.min(PAUSE_SECONDS_MAX, PAUSE_SHARE * usualSeconds));
  if (memory.table.see(slot, second, hashOf(address), pause)) noteSeen(ctx, deviceId, address);
}

const scratch = new Uint8Array(KEY_BYTES);

/** The same for a device whose slot is not at hand; one that has none is noted each time. */
export function noteDevice(around: Surroundings, deviceId: string, address: string | null): void {
  const { memory, ctx, runtime } = around;
  const slot = writeUuid(deviceId, scratch) ? memory.table.find(scratch) : -1;
  if (slot < 0) return noteSeen(ctx, deviceId, address);
  const usualSeconds = memory.table.pollSeconds(slot) ?? runtime.config.pollSeconds;
  noteSighting(around, { slot, deviceId, address, usualSeconds });
}

/** FNV-1a. Two addresses that meet in it cost one sighting. */
function hashOf(text: string | null): number {
  let hash = 0x811c9dc5;
  if (text === null) return hash >>> 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
