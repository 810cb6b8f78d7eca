import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import type { PolicyDraft } from "#lib/intake/rules/policy.ts";
import { policyFaults } from "#lib/intake/rules/policy-faults.ts";
import { isPolicyNameTaken } from "#lib/intake/store-policies.ts";
import { findProductRow } from "#lib/products/store.ts";

/** Refuses a policy that can never work, names an unknown product, or takes another one's name. */
export async function checkPolicy(
  ctx: Context,
  tx: Transaction,
  draft: PolicyDraft,
  policyId: string | null,
): Promise<void> {
  refuseImpossible(ctx, draft);
  if (draft.productId !== null && !(await findProductRow(tx, draft.productId))) {
    throw impossible("There is no such product.", "productId", "Name an existing product, or leave it out.");
  }
  if (await isPolicyNameTaken(tx, draft.name, policyId)) {
    throw new DomainError("CONFLICT", `There already is a policy called ${draft.name}.`, {
      errors: [{ path: "name", message: "Choose another name." }],
    });
  }
}

/** Throws IMPOSSIBLE, saying for each fault what would be right. */
export function refuseImpossible(ctx: Context, draft: PolicyDraft): void {
  const faults = policyFaults(draft, ctx.clock.now());
  const [first] = faults;
  if (!first) return;
  throw new DomainError("IMPOSSIBLE", `This policy can never work. ${first.path}: ${first.message}`, {
    errors: faults,
  });
}

function impossible(sentence: string, path: string, message: string): DomainError {
  return new DomainError("IMPOSSIBLE", sentence, { errors: [{ path, message }] });
}
