import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import { insertTarget, saveTargetToken } from "#lib/hawkbit/store-targets.ts";
import type { Context } from "#lib/kernel/context.ts";
import { encryptSecret, newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { randomBytes } from "node:crypto";

export interface TargetDraft {
  tenant: string;
  controllerId: string;
  fleetId: string | null;
  /** Left out, it is called by its controller id. */
  name?: string;
  description?: string;
  /** Left out, one is made. */
  targetToken?: string;
  /** It called, and nobody declared it. */
  registeredItself?: boolean;
}

const TARGET_TOKEN_BYTES = 16;

/**
 * Makes a device that speaks hawkBit's protocol, with a target token. Answers its id, or null where the tenant has one
 * of that controller id already.
 */
export async function registerTarget(ctx: Context, tx: Transaction, draft: TargetDraft): Promise<string | null> {
  const { tenant, controllerId, fleetId, name = controllerId, description = "", registeredItself = false } = draft;
  // Every device has a token of the native protocol; nobody knows this one until it is rotated.
  const tokenHash = sha256(newSecret("slpd"));
  const now = ctx.clock.now();
  const id = await insertTarget(tx, { tenant, controllerId, fleetId, name, description, tokenHash }, now);
  if (id === null) return null;
  const targetToken = draft.targetToken ?? randomBytes(TARGET_TOKEN_BYTES).toString("hex");
  await saveTargetToken(tx, id, sealTargetToken(ctx, id, targetToken));
  recordEvent(ctx, tx, {
    type: "device_registered",
    subject: { kind: "device", id },
    data: {
      name,
      count: 1,
      fleetIds: fleetId === null ? [] : [fleetId],
      deviceIds: [id],
      tenant,
      controllerId,
      registeredItself,
    },
  });
  return id;
}

export interface SealedToken {
  hash: Buffer;
  sealed: string;
}

/** What is kept of a target token: its hash to compare with, and the token itself for those who may see it. */
export function sealTargetToken(ctx: Context, deviceId: string, token: string): SealedToken {
  return { hash: sha256(token), sealed: encryptSecret(ctx.config, token, `device:${deviceId}`) };
}
