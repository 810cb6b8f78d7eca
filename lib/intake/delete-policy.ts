import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { requirePolicy } from "#lib/intake/get-policy.ts";
import { policyIdInput } from "#lib/intake/input-policies.ts";
import { lockPolicy, removePolicy } from "#lib/intake/store-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Deletes a policy. Its rollouts go on under the rules that they were made with. */
export async function deletePolicy(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "policies:write");
  const { policyId } = parseInput(policyIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockPolicy(tx, policyId);
    const policy = await requirePolicy(tx, policyId);
    await removePolicy(tx, policy, ctx.clock.now());
    recordEvent(ctx, tx, {
      type: "policy_deleted",
      subject: { kind: "policy", id: policyId },
      productId: policy.productId,
      data: { name: policy.name },
    });
  });
}
