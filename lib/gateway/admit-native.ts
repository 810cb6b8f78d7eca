import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { DeviceState } from "#lib/check-in/store.ts";
import { KEY_BYTES } from "#lib/gateway/byte-index.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { writeUuid } from "#lib/gateway/uuid-bytes.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";

/** A device that has proved who it is. */
export interface Admitted {
  /** In lower case. */
  deviceId: string;
  /** What it is to be told, where that was wanted and the database had to be asked anyway. */
  state: DeviceState | null;
}

const scratch = new Uint8Array(KEY_BYTES);

/** Lets a device in by its own token: at once where the memory knows it, else after the database was asked. */
export async function admitNative(
  around: Surroundings,
  request: IncomingMessage,
  uuid: string,
  { wantsState }: { wantsState: boolean },
): Promise<Admitted> {
  const { memory, news, limits, questions, runtime } = around;
  const token = bearerOf(request.headers.authorization);
  if (token === null || !writeUuid(uuid, scratch)) return refuse(around, request);
  const tokenHash = hash("sha256", token, "buffer");
  const slot = memory.table.find(scratch);
  const deviceId = uuid.toLowerCase();
  if (slot >= 0 && news.isInStep && memory.table.isKnown(slot)) {
    if (!memory.table.hasToken(slot, tokenHash)) return refuse(around, request);
    limits.countDevice(memory.table, slot);
    return { deviceId, state: null };
  }
  await limits.refuseGuessing(addressOf(request, runtime.config));
  const { facts, state } = await questions.askState({ deviceId, wantsState, wantsFacts: true });
  if (facts === null || !timingSafeEqual(facts.tokenHash, tokenHash)) return refuse(around, request);
  if (wantsState && state === null) throw notFound("device");
  return { deviceId, state };
}

async function refuse({ limits, runtime }: Surroundings, request: IncomingMessage): Promise<never> {
  await limits.countFailure(addressOf(request, runtime.config));
  throw new DomainError("UNAUTHENTICATED", "Send this device's own token as Authorization: Bearer <device token>.");
}

/** Reads the token of `Authorization: Bearer …`; null where there is none. */
export function bearerOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header.startsWith("Bearer ")) return header.slice("Bearer ".length);
  const [scheme, token] = header.split(" ");
  return scheme?.toLowerCase() === "bearer" ? (token ?? "") : null;
}
