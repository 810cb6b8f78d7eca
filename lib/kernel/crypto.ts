import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { Config } from "#lib/kernel/config.ts";

/** SHA-256 as 32 bytes. */
export function sha256(data: string | Uint8Array): Buffer<ArrayBuffer> {
  return hash("sha256", data, "buffer");
}

/** A secret of 256 random bits, text-safe, behind a prefix that says what it opens: `slp_…`. */
export function newSecret(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** Compares two secrets in constant time, also when their lengths differ. */
export function safeEqual(left: string | Uint8Array, right: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

const VERSION = "v1";

/**
 * Seals a text with AES-256-GCM. `boundTo` (for example "registry:<id>") is authenticated with it, so that a sealed
 * value copied to another row does not open there.
 */
export function encryptSecret(config: Config, plain: string, boundTo: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(config), iv).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [VERSION, iv, cipher.getAuthTag(), sealed]
    .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
    .join(".");
}

/** Opens what encryptSecret sealed. Throws when the key, the binding or the text is not the one it was sealed with. */
export function decryptSecret(config: Config, sealed: string, boundTo: string): string {
  const [version, iv, tag, body] = sealed.split(".");
  if (version !== VERSION || !iv || !tag || body === undefined) throw new Error("Not a sealed secret of this version.");
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(config), Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

function deriveKey(config: Config): Buffer {
  if (!config.encryptionKey) throw new Error("SLIPWAY_ENCRYPTION_KEY is not set.");
  return Buffer.from(hkdfSync("sha256", config.encryptionKey, "", "slipway secrets v1", 32));
}
