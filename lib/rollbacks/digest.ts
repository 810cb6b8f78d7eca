import { sha256 } from "#lib/kernel/crypto.ts";
import { canonicalText, type PlanContent } from "#lib/rollbacks/rules/content.ts";

/** What an approval names: SHA-256 over all that it agrees to. */
export function digestOf(content: PlanContent): Buffer<ArrayBuffer> {
  return sha256(canonicalText(content));
}
