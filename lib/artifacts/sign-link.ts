import { fileAddress, type AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import type { FileDemand } from "#lib/artifacts/rules/file-access.ts";
import type { Config } from "#lib/kernel/config.ts";
import { hmacSha256, safeEqual } from "#lib/kernel/crypto.ts";

/** What a signed address has behind its path. */
export interface LinkSignature {
  /** Seconds since 1970, as text. */
  expires?: string | undefined;
  signature?: string | undefined;
}

/** Makes the address of a file that opens for anybody until a time, and for nothing but this file. */
export function signedAddress(config: Config, file: AddressedFile, expiresAt: Date): string {
  const path = fileAddress(file);
  const expires = String(Math.floor(expiresAt.getTime() / 1_000));
  return `${path}?expires=${expires}&signature=${sign(config, path, expires)}`;
}

/** Says what the signature in an address is worth. Only a true one may be called expired. */
export function readLink(
  config: Config,
  file: AddressedFile,
  { expires, signature }: LinkSignature,
  now: Date,
): FileDemand["link"] {
  if (expires === undefined && signature === undefined) return "none";
  if (expires === undefined || signature === undefined || !/^\d{1,12}$/.test(expires)) return "wrong";
  if (!safeEqual(signature, sign(config, fileAddress(file), expires))) return "wrong";
  return Number(expires) * 1_000 > now.getTime() ? "valid" : "expired";
}

function sign(config: Config, path: string, expires: string): string {
  return hmacSha256(config, "slipway links v1", `${path}\n${expires}`).toString("base64url");
}
