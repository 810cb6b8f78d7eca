import type { ImageName } from "#lib/products/rules/image.ts";

// What does every webhook, and every poll, come down to?

/** One tag of one repository was pushed, as far as the sender says. */
export interface Push extends ImageName {
  tag: string;
  /** What the sender says the tag points to; null where it does not say. The registry has the last word. */
  digest: string | null;
  /** RFC 3339. For display and ordering hints only. */
  pushedAt: string;
  actor: string | null;
}

/** The senders we can read. Both bodies of Harbor count as one, GitHub's events as `ghcr`. */
export const WEBHOOK_FORMATS = ["dockerHub", "ghcr", "distribution", "harbor", "quay", "acr", "jfrog"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** What a body says about one pushed tag, before it was checked. */
export interface PushClaim {
  host: string | null;
  repository: string | null;
  tag: string | null;
  digest: string | null;
  /** RFC 3339 text, or seconds since 1970. */
  pushedAt: string | number | null;
  actor: string | null;
  /** The sender's own key for this one event, where a body may hold several. */
  key?: string;
}

/** What a parser made of a body: claims, or the reason why there is nothing to do. */
export type Claims = { kind: "claims"; claims: PushClaim[] } | { kind: "ignored"; reason: string };

export function claims(...list: PushClaim[]): Claims {
  return { kind: "claims", claims: list };
}

export function ignored(reason: string): Claims {
  return { kind: "ignored", reason };
}
