/** With which key are checkpoints signed, and which ones are believed? */
import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import { ConfigError, type Config } from "#lib/kernel/config.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

export interface SigningKey {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Public keys by their ids. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** What stands before the 32 bytes of an ed25519 key in PKCS #8 and SPKI: both are fixed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/**
 * The key of this server: the one that SLIPWAY_AUDIT_KEY names, else one made from the encryption key, which every
 * process of an installation has alike and which lies in the data folder where the environment names none.
 */
export function signingKeyOf(config: Config): SigningKey {
  const privateKey = config.audit.key === null ? deriveKey(config) : readPrivateKey(config.audit.key);
  const publicKey = createPublicKey(privateKey);
  return { id: keyIdOf(publicKey), privateKey, publicKey };
}

/** The server's own key, and the earlier ones that SLIPWAY_AUDIT_TRUSTED_KEYS names. */
export function trustedKeysOf(config: Config): TrustedKeys {
  return trust([signingKeyOf(config).publicKey, ...config.audit.trustedKeys.map(readPublicKey)]);
}

export function trust(keys: readonly KeyObject[]): TrustedKeys {
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}

/** The first 16 bytes of the SHA-256 of the public key, in hex. */
export function keyIdOf(publicKey: KeyObject): string {
  return sha256(rawOf(publicKey)).toString("hex", 0, 16);
}

export function toPem(publicKey: KeyObject): string {
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

/** Reads a public key: PEM, or its 32 bytes in base64. Throws ConfigError for anything but ed25519. */
export function readPublicKey(text: string): KeyObject {
  return orConfigError(() =>
    isPem(text)
      ? createPublicKey(withLineEnds(text))
      : createPublicKey({ key: Buffer.concat([SPKI_PREFIX, thirtyTwoBytes(text)]), format: "der", type: "spki" }),
  );
}

function readPrivateKey(text: string): KeyObject {
  return orConfigError(() => (isPem(text) ? createPrivateKey(withLineEnds(text)) : privateKeyOf(thirtyTwoBytes(text))));
}

function orConfigError(read: () => KeyObject): KeyObject {
  try {
    const key = read();
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // What the parser calls the fault helps nobody, and may quote a part of the key.
  }
  throw new ConfigError("A key for checkpoints of the log is not ed25519, in PEM or as its 32 bytes in base64.");
}

const isPem = (text: string) => text.includes("-----BEGIN");

/** Environment files hold one line for each setting. */
const withLineEnds = (pem: string) => pem.replaceAll(String.raw`\n`, "\n");

function thirtyTwoBytes(text: string): Buffer {
  const bytes = Buffer.from(text.trim(), "base64");
  if (bytes.length !== 32) throw new RangeError(`It has ${bytes.length} bytes.`);
  return bytes;
}

function deriveKey({ encryptionKey }: Config): KeyObject {
  if (!encryptionKey) throw new Error("SLIPWAY_ENCRYPTION_KEY is not set.");
  return privateKeyOf(Buffer.from(hkdfSync("sha256", encryptionKey, "", "slipway audit checkpoints", 32)));
}

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
}

function rawOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX.length);
}
