import { DomainError } from "#lib/kernel/errors.ts";
import { decodeText } from "#lib/kernel/json.ts";

// Where in a form does GitHub put its JSON?

/** Takes the JSON out of a form with the field `payload`, as GitHub sends it by default. Throws INVALID_INPUT. */
export function payloadOfForm(body: Uint8Array): Uint8Array {
  const payload = new URLSearchParams(decodeText(body)).get("payload");
  if (payload === null) throw new DomainError("INVALID_INPUT", "The form has no field `payload`.");
  return new TextEncoder().encode(payload);
}
