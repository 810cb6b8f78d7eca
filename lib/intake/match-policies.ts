import { requirePermission } from "#lib/access/require-permission.ts";
import { matchPoliciesInput } from "#lib/intake/input-policies.ts";
import { choosePolicy } from "#lib/intake/rules/choose-policy.ts";
import { normalizeReference } from "#lib/registries/rules/image-reference.ts";
import { selectAllPolicies } from "#lib/intake/store-policies.ts";
import type { PolicyMatch } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";
import { formatImageName, isTag } from "#lib/products/rules/image.ts";

/** Says which policy would decide about a push of an image and tag, and why the others would not. Changes nothing. */
export async function matchPolicies(ctx: Context, rawInput: unknown): Promise<PolicyMatch> {
  requirePermission(ctx.actor, "policies:read");
  const input = parseInput(matchPoliciesInput, rawInput);
  const reference = normalizeReference(input.image);
  if (!reference) throw invalidInput({ path: "image", message: "Use a name such as ghcr.io/acme/gateway:1.4.2." });
  const tag = input.tag ?? reference.tag ?? "latest";
  if (!isTag(tag))
    throw invalidInput({ path: "tag", message: "A tag has letters, digits and . _ - only, 128 at most." });

  const choice = choosePolicy(await selectAllPolicies(ctx.db), reference, tag);
  return {
    image: formatImageName(reference),
    tag,
    policy: choice.chosen && { id: choice.chosen.id, name: choice.chosen.name },
    reason: choice.reason,
    others: choice.others,
  };
}
