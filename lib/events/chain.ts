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

/** The hash of an event: SHA-256 over the previous hash and the event's content. */
export function hashEvent(previousHash: Uint8Array, event: ChainedEvent): Buffer {
  return sha256(Buffer.concat([previousHash, Buffer.from(contentOf(event), "utf8")]));
}

/** What the hash covers, as text: canonical JSON, put together by hand, because a check of millions waits for it. */
export function contentOf({ seq, type, at, subject, rolloutId, productId, actor, data }: ChainedEvent): string {
  return (
    `{"actor":${canonicalJson(actor)},"at":${JSON.stringify(at)},"data":${canonicalJson(data)}` +
    `,"productId":${JSON.stringify(productId)},"rolloutId":${JSON.stringify(rolloutId)},"seq":${seq}` +
    `,"subject":{"id":${quote(subject.id)},"kind":${quote(subject.kind)}},"type":${quote(type)}}`
  );
}

/** JSON with sorted keys and without undefined values, so that it survives a trip through a jsonb column. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const record = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    text += `${text === "" ? "{" : ","}${quote(key)}:${canonicalJson(item)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

/** Printable ASCII without the two that JSON escapes: nearly every text, and quoted much faster. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
