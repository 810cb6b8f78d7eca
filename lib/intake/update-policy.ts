import { reachOf } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { canonicalJson } from "#lib/events/chain.ts";
import { recordEvent } from "#lib/events/record.ts";
import { checkPolicy } from "#lib/intake/check-policy.ts";
import { requirePolicy } from "#lib/intake/get-policy.ts";
import { replacePolicyInput, toPolicyDraft, updatePolicyInput } from "#lib/intake/input-policies.ts";
import type { Policy, PolicyDraft } from "#lib/intake/rules/policy.ts";
import { lockPolicy, savePolicy } from "#lib/intake/store-policies.ts";
import { toPolicyView, type PolicyView } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes the fields that are given. Rollouts keep the rules they were made with. */
export async function updatePolicy(ctx: Context, rawInput: unknown): Promise<PolicyView> {
  requirePermission(ctx.actor, "policies:write");
  const { policyId, ...change } = parseInput(updatePolicyInput, rawInput);
  return saveChanged(ctx, policyId, (before) => ({ ...before, ...change }));
}

/** Replaces a policy: what is left out takes its default. */
export async function replacePolicy(ctx: Context, rawInput: unknown): Promise<PolicyView> {
  requirePermission(ctx.actor, "policies:write");
  const { policyId, ...input } = parseInput(replacePolicyInput, rawInput);
  return saveChanged(ctx, policyId, () => toPolicyDraft(input));
}

async function saveChanged(
  ctx: Context,
  policyId: string,
  toDraft: (before: PolicyDraft) => PolicyDraft,
): Promise<PolicyView> {
  return inTransaction(ctx, async (tx) => {
    await lockPolicy(tx, policyId);
    const before = await requirePolicy(tx, policyId);
    const draft = toDraft(draftOf(before));
    refuseBeyondTeam(ctx, draftOf(before), draft);
    await checkPolicy(ctx, tx, draft, policyId);
    const after = toPolicyView(await savePolicy(tx, policyId, draft, ctx.clock.now()));
    recordEvent(ctx, tx, {
      type: "policy_updated",
      subject: { kind: "policy", id: policyId },
      productId: after.productId,
      data: { before: toPolicyView(before), after },
    });
    return after;
  });
}

/** Which pushes a policy hears, before which others, and where they go: it may take what is another team's. */
const OF_HOUSE = ["productId", "imagePattern", "tagRule", "deviceFilter", "priority"] as const;

function refuseBeyondTeam({ actor }: Context, before: PolicyDraft, after: PolicyDraft): void {
  if (!reachOf(actor)) return;
  const changed = OF_HOUSE.find((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
  if (changed === undefined) return;
  throw new DomainError("FORBIDDEN", `Only somebody who sees every product changes ${changed} of a policy.`);
}

function draftOf({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...draft }: Policy): PolicyDraft {
  return draft;
}
