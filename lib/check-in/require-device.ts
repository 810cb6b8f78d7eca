import type { Actor } from "#lib/access/rules/actor.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** Lets a device speak for itself only. Another device's id is as good as unknown to it. */
export function requireDevice(actor: Actor, deviceId: string): void {
  if (actor.kind !== "device") {
    throw new DomainError("UNAUTHENTICATED", "Send the device's own token as Authorization: Bearer <device token>.");
  }
  if (actor.id !== deviceId.toLowerCase()) throw notFound("device");
}
