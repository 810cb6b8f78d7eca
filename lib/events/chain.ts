/** How is each event tied to the one before it? */
import { sha256 } from "#lib/kernel/crypto.ts";

/** What the hash covers. `at` counts in whole milliseconds, as the column keeps it. */
export interface ChainedEvent {
  seq: number;
  type: string;
  at: Date;
  subject: { kind: string; id: string };
  rolloutId: string | null;
  productId: string | null;
  actor: unknown;
  data: unknown;
}

export const GENESIS_HASH = Buffer.alloc(32);

/** The hash of an event: SHA-256 over the previous hash and the event's canonical JSON. */
export function hashEvent(previousHash: Uint8Array, event: ChainedEvent): Buffer {
  const content = canonicalJson({ ...event, at: event.at.toISOString() });
  return sha256(Buffer.concat([previousHash, Buffer.from(content, "utf8")]));
}

/** JSON with sorted keys and without undefined values, so that it survives a trip through a jsonb column. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${entries.join(",")}}`;
}
