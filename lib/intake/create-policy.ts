import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { checkPolicy } from "#lib/intake/check-policy.ts";
import { createPolicyInput, toPolicyDraft } from "#lib/intake/input-policies.ts";
import { insertPolicy } from "#lib/intake/store-policies.ts";
import { toPolicyView, type PolicyView } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes a policy. It decides about pushes from now on; what was pushed before is left alone. */
export async function createPolicy(ctx: Context, rawInput: unknown): Promise<PolicyView> {
  requirePermission(ctx.actor, "policies:write");
  const draft = toPolicyDraft(parseInput(createPolicyInput, rawInput));

  return inTransaction(ctx, async (tx) => {
    await checkPolicy(ctx, tx, draft, null);
    const policy = toPolicyView(await insertPolicy(tx, draft, ctx.clock.now()));
    recordEvent(ctx, tx, {
      type: "policy_created",
      subject: { kind: "policy", id: policy.id },
      productId: policy.productId,
      data: { policy },
    });
    return policy;
  });
}
