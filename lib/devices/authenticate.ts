import type { Queryable } from "#lib/database/client.ts";
import { findDeviceByToken } from "#lib/devices/store.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/**
 * Finds the device that a token opens. Null where the token is unknown, the device is retired, or the token is another
 * device's: it opens only its own. The look-up goes by the token's hash, so its time tells nothing about stored tokens.
 */
export async function authenticateDevice(
  db: Queryable,
  token: string,
  deviceId: string,
): Promise<{ id: string; name: string } | null> {
  const device = await findDeviceByToken(db, sha256(token));
  return device?.id === deviceId.toLowerCase() ? device : null;
}
