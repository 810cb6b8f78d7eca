import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
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

/** Signs a text with a key of its own for each purpose, made from the one that the server keeps. */
export function hmacSha256(config: Config, purpose: string, text: string): Buffer {
  if (!config.encryptionKey) throw new Error("SLIPWAY_ENCRYPTION_KEY is not set.");
  const key = Buffer.from(hkdfSync("sha256", config.encryptionKey, "", purpose, 32));
  return createHmac("sha256", key).update(text).digest();
}

const VERSION = "v2";
/** Sealed before keys had ids. */
const VERSION_WITHOUT_KEY_ID = "v1";

/**
 * Seals a text with AES-256-GCM. `boundTo` (for example "registry:<id>") is authenticated with it, so that a sealed
 * value copied to another row does not open there. The key's id stands beside it, so that a wrong key is known as one.
 */
export function encryptSecret(config: Config, plain: string, boundTo: string): string {
  const iv = randomBytes(12);
  const key = deriveKey(config);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
  return [VERSION, keyIdOf(key), ...parts].join(".");
}

/** Opens what encryptSecret sealed. Throws when the key, the binding or the text is not the one it was sealed with. */
export function decryptSecret(config: Config, sealed: string, boundTo: string): string {
  const { keyId, iv, tag, body } = readSealed(sealed);
  const key = deriveKey(config);
  if (keyId !== null && keyId !== keyIdOf(key)) {
    throw new Error(`It was sealed with the key ${keyId}, and SLIPWAY_ENCRYPTION_KEY is the key ${keyIdOf(key)}.`);
  }
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

function readSealed(sealed: string): { keyId: string | null; iv: string; tag: string; body: string } {
  const [version, ...parts] = sealed.split(".");
  const keyId = version === VERSION ? parts.shift() : null;
  const [iv, tag, body] = parts;
  const isKnown = version === VERSION || version === VERSION_WITHOUT_KEY_ID;
  if (!isKnown || keyId === undefined || !iv || !tag || body === undefined) {
    throw new Error("Not a sealed secret of a version known here.");
  }
  return { keyId, iv, tag, body };
}

/** Names the key that this configuration seals with, and tells nothing of it. */
export function encryptionKeyId(config: Config): string {
  return keyIdOf(deriveKey(config));
}

/** Tells keys apart and nothing of the key. */
function keyIdOf(key: Uint8Array): string {
  return sha256(Buffer.concat([Buffer.from("slipway key id"), key])).toString("hex", 0, 4);
}

function deriveKey(config: Config): Buffer {
  if (!config.encryptionKey) throw new Error("SLIPWAY_ENCRYPTION_KEY is not set.");
  return Buffer.from(hkdfSync("sha256", config.encryptionKey, "", "slipway secrets v1", 32));
}
