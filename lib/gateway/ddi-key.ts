import { KEY_BYTES } from "#lib/gateway/byte-index.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/** Under which key a DDI device is found: 128 bits of a hash, since ids are as long as their makers like. */
export function ddiKey(tenant: string, controllerId: string): Uint8Array {
  return sha256(`${tenant}/${controllerId}`).subarray(0, KEY_BYTES);
}
