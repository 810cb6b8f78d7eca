/** How is the state of the chain signed, and how is such a statement checked? */
import { sign, verify } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "#lib/events/chain.ts";
import type { SigningKey, TrustedKeys } from "#lib/events/audit/keys.ts";

/** "At this time the chain ended with this event and this hash", or had been cut behind it. Made to be kept elsewhere. */
export interface Checkpoint {
  seq: number;
  /** In hex. */
  hash: string;
  /** RFC 3339. */
  at: string;
  keyId: string;
  /** ed25519 over the canonical JSON of the four others, in base64. */
  signature: string;
}

export const checkpointShape = z.strictObject({
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().max(40),
  keyId: z.string().max(64),
  signature: z.string().max(200),
});

export function signCheckpoint(key: SigningKey, statement: { seq: number; hash: Uint8Array; at: Date }): Checkpoint {
  const { seq, at } = statement;
  const said = { seq, hash: Buffer.from(statement.hash).toString("hex"), at: at.toISOString(), keyId: key.id };
  return { ...said, signature: sign(null, bytesOf(said), key.privateKey).toString("base64") };
}

/** Says whether a trusted key signed it: `unknownKey` where none of that id is trusted, `forged` where it did not. */
export function judgeCheckpoint(trusted: TrustedKeys, checkpoint: Checkpoint): "signed" | "forged" | "unknownKey" {
  const key = trusted.get(checkpoint.keyId);
  if (!key) return "unknownKey";
  const signature = Buffer.from(checkpoint.signature, "base64");
  return verify(null, bytesOf(checkpoint), key, signature) ? "signed" : "forged";
}

function bytesOf({ seq, hash, at, keyId }: Omit<Checkpoint, "signature">): Buffer {
  return Buffer.from(canonicalJson({ seq, hash, at, keyId }), "utf8");
}
