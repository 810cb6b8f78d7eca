import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { showGroup } from "#lib/deployments/groups/get.ts";
import { previewGroupInput, startGroupInput } from "#lib/deployments/groups/input.ts";
import { planGroup, toPlanView } from "#lib/deployments/groups/plan.ts";
import { insertGroup } from "#lib/deployments/groups/store.ts";
import type { GroupPlanView, GroupView } from "#lib/deployments/groups/view.ts";
import type { Violation } from "#lib/deployments/rules/ranges.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Shows in which order several products would be deployed, and which versions would not fit. Changes nothing. */
export async function previewGroup(ctx: Context, rawInput: unknown): Promise<GroupPlanView> {
  requirePermission(ctx.actor, "deployments:read");
  return toPlanView(await planGroup(ctx.db, parseInput(previewGroupInput, rawInput)));
}

/**
 * Deploys several products in the order of their dependencies: what needs another one waits until that is completed, and
 * is cancelled if that fails; the others go at once. Throws IMPOSSIBLE for versions that do not fit each other.
 */
export async function startGroup(ctx: Context, rawInput: unknown): Promise<GroupView> {
  requirePermission(ctx.actor, "deployments:write");
  const input = parseInput(startGroupInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { levels, violations } = await planGroup(tx, input);
    if (!input.despiteRanges) refuseViolations(violations);
    const items = levels.flat();
    const name =
      input.name ??
      items
        .map(({ product }) => product.slug)
        .join(", ")
        .slice(0, 200);
    const groupId = await insertGroup(tx, name, toActorView(ctx.actor), ctx.clock.now());

    const made = new Map<string, string>();
    for (const { item, product, version, needs } of items) {
      const { id } = await createDeployment(ctx, tx, {
        template: item.template ?? input.template,
        product: product.id,
        version: version.id,
        environment: input.environment,
        variables: { ...input.variables, ...item.variables },
        priority: input.priority,
        scheduledAt: input.scheduledAt,
        trigger: { kind: ctx.actor.kind === "token" ? "api" : "manual" },
        groupId,
        // Levels come in order, so that what is needed was made before.
        needs: needs.flatMap((slug) => made.get(slug) ?? []),
      });
      made.set(product.slug, id);
    }
    return showGroup(tx, groupId);
  });
}

function refuseViolations(violations: readonly Violation[]): void {
  const [first] = violations;
  if (first === undefined) return;
  throw new DomainError("IMPOSSIBLE", `These versions do not fit each other. ${first.message}`, {
    errors: violations.map(({ message }) => ({ path: "items", message })),
  });
}
