import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";

/** Well within the time after which a silent device counts as offline; polls that come faster say nothing new. */
const PAUSE_SECONDS = 30;

/** Notes that a device was heard from, unless it was a moment ago and from the same address. */
export function noteSighting(
  { ctx, memory }: Surroundings,
  { slot, deviceId, address }: { slot: number; deviceId: string; address: string | null },
): void {
  const second = Math.floor(Date.now() / 1000);
  if (memory.table.see(slot, second, hashOf(address), PAUSE_SECONDS)) noteSeen(ctx, deviceId, address);
}

/** FNV-1a. Two addresses that meet in it cost one sighting. */
function hashOf(text: string | null): number {
  let hash = 0x811c9dc5;
  if (text === null) return hash >>> 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
