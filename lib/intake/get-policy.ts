import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { policyIdInput } from "#lib/intake/input-policies.ts";
import type { Policy } from "#lib/intake/rules/policy.ts";
import { findPolicyRow } from "#lib/intake/store-policies.ts";
import { toPolicyView, type PolicyView } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads one policy. Throws NOT_FOUND, also for one that was deleted. */
export async function getPolicy(ctx: Context, rawInput: unknown): Promise<PolicyView> {
  requirePermission(ctx.actor, "policies:read");
  const { policyId } = parseInput(policyIdInput, rawInput);
  return toPolicyView(await requirePolicy(ctx.db, policyId));
}

/** Reads one policy without asking for permission. Throws NOT_FOUND. */
export async function requirePolicy(db: Queryable, policyId: string): Promise<Policy> {
  const policy = await findPolicyRow(db, policyId);
  if (!policy) throw notFound("policy");
  return policy;
}
