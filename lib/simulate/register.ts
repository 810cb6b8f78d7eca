import { randomUUID } from "node:crypto";
import type { Api } from "#lib/client/api.ts";
import type { DeviceIdentity } from "#lib/simulate/device.ts";
import { describeDevice } from "#lib/simulate/rules/inventory.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";

export interface Registration {
  fleet: string;
  /** How many devices there shall be in all. */
  count: number;
  seed: string;
  /** What a new device runs. */
  apps: Apps;
}

const DEVICES_PER_CALL = 500;
/** The file is written as a whole; for a large fleet after each lot, that would take longer than registering. */
const LOTS_PER_SAVE = 20;

/** Registers the devices that a fleet still lacks, some hundreds at a time, and hands them out to be kept. */
export async function registerMissing(
  api: Api,
  known: readonly DeviceIdentity[],
  registration: Registration,
  { keep, signal }: { keep: (devices: readonly DeviceIdentity[]) => Promise<void>; signal: AbortSignal },
): Promise<DeviceIdentity[]> {
  const devices = known.slice(0, registration.count);
  try {
    for (let lot = 1; devices.length < registration.count && !signal.aborted; lot++) {
      devices.push(...(await registerLot(api, devices.length, registration)));
      if (lot % LOTS_PER_SAVE === 0) await keep(devices);
    }
  } catch (error) {
    // Whoever stops the run cuts the call that was under way; what came before it counts.
    if (!signal.aborted) throw error;
  } finally {
    if (devices.length > known.length) await keep(devices);
  }
  return devices;
}

async function registerLot(
  api: Api,
  registered: number,
  { fleet, count, seed, apps }: Registration,
): Promise<DeviceIdentity[]> {
  const size = Math.min(DEVICES_PER_CALL, count - registered);
  const drafts = Array.from({ length: size }, (_, index) => describeDevice(fleet, registered + index + 1, seed));
  const { items } = await api.call<{ items: { id: string; name: string; token: string }[] }>({
    method: "POST",
    path: "/api/v1/devices/bulk",
    body: { devices: drafts },
    headers: { "idempotency-key": randomUUID() },
  });
  return items.map(({ id, name, token }) => ({ id, name, token, apps }));
}
