import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { listPoliciesInput } from "#lib/intake/input-policies.ts";
import { selectPolicies } from "#lib/intake/store-policies.ts";
import { toPolicyView, type PolicyView } from "#lib/intake/view-policies.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const policyCursor = z.tuple([z.int(), z.string()]);

/** Pages through the policies, those of the highest priority first. */
export async function listPolicies(ctx: Context, rawInput: unknown): Promise<Page<PolicyView>> {
  requirePermission(ctx.actor, "policies:read");
  const { cursor, ...query } = parseInput(listPoliciesInput, rawInput);
  const after = decodeCursor(cursor, policyCursor);

  const rows = await selectPolicies(ctx.db, {
    ...query,
    reach: reachOf(ctx.actor),
    after: after && { priority: after[0], name: after[1] },
  });
  return toPage(rows, query.limit, toPolicyView, (policy) => [policy.priority, policy.name]);
}
