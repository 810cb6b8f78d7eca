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
  const privateKey = config.auditKey === null ? deriveKey(config) : readPrivateKey(config.auditKey);
  const publicKey = createPublicKey(privateKey);
  return { id: keyIdOf(publicKey), privateKey, publicKey };
}

/** The server's own key, and the earlier ones that SLIPWAY_AUDIT_TRUSTED_KEYS names. */
export function trustedKeysOf(config: Config): TrustedKeys {
  return trust([signingKeyOf(config).publicKey, ...config.auditTrustedKeys.map(readPublicKey)]);
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
  return readKey(text, SPKI_PREFIX, (bytes) => createPublicKey(bytes));
}

function readPrivateKey(text: string): KeyObject {
  return readKey(text, PKCS8_PREFIX, (bytes) => createPrivateKey(bytes));
}

type KeyInput = { key: string; format: "pem" } | { key: Buffer; format: "der"; type: "pkcs8" | "spki" };

function readKey(text: string, prefix: Buffer, read: (input: never) => KeyObject): KeyObject {
  try {
    const type = prefix === SPKI_PREFIX ? "spki" : "pkcs8";
    const input: KeyInput = text.includes("-----BEGIN")
      ? { key: text.replaceAll("\\n", "\n"), format: "pem" }
      : { key: Buffer.concat([prefix, thirtyTwoBytes(text)]), format: "der", type };
    const key = read(input as never);
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`It is of the kind ${key.asymmetricKeyType}.`);
    return key;
  } catch (error) {
    throw new ConfigError(
      `An audit key is not an ed25519 key (PEM, or 32 bytes in base64): ${error instanceof Error ? error.message : ""}`,
    );
  }
}

function thirtyTwoBytes(text: string): Buffer {
  const bytes = Buffer.from(text.trim(), "base64");
  if (bytes.length !== 32) throw new Error(`It has ${bytes.length} bytes.`);
  return bytes;
}

function deriveKey({ encryptionKey }: Config): KeyObject {
  if (!encryptionKey) throw new Error("SLIPWAY_ENCRYPTION_KEY is not set.");
  const seed = Buffer.from(hkdfSync("sha256", encryptionKey, "", "slipway audit checkpoints", 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
}

function rawOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX.length);
}
