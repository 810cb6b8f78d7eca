import type { Config } from "#lib/kernel/config.ts";
import { decryptSecret, encryptSecret } from "#lib/kernel/crypto.ts";

/** Seals the secret of a second factor, bound to its person: copied to another row it opens nothing. */
export function sealSecret(config: Config, userId: string, secret: string): string {
  return encryptSecret(config, secret, boundTo(userId));
}

export function openSecret(config: Config, factor: { userId: string; secret: string }): string {
  return decryptSecret(config, factor.secret, boundTo(factor.userId));
}

function boundTo(userId: string): string {
  return `second-factor:${userId}`;
}
