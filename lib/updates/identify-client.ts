import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { systemActor, type Actor } from "#lib/access/rules/actor.ts";
import { findDeviceByToken } from "#lib/devices/store.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";

/** Finds out whose token a client sends: a program's or a device's. Throws UNAUTHENTICATED for one that is nobody's. */
export async function identifyClient(runtime: Runtime, token: string): Promise<Actor> {
  const actor = await authenticateToken(makeContext(runtime, systemActor("sign-in")), token);
  if (actor) return actor;
  const device = await findDeviceByToken(runtime.database.client, sha256(token));
  if (device) return { kind: "device", id: device.id, name: device.name };
  throw new DomainError("UNAUTHENTICATED", "This token is unknown, expired or revoked.");
}
