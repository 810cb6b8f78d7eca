import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { updateEnvironmentInput, type NewEnvironment } from "#lib/environments/input.ts";
import { isArchived, slugTaken } from "#lib/environments/refusals.ts";
import { moveTo } from "#lib/environments/rules/environment.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import {
  isSlugTaken,
  lockLine,
  saveEnvironment,
  saveOrder,
  selectLine,
  type EnvironmentRecord,
} from "#lib/environments/store.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes an environment, its place in the line too. Deployments that were made keep the rules that they were made with. */
export async function updateEnvironment(ctx: Context, rawInput: unknown): Promise<EnvironmentView> {
  requirePermission(ctx.actor, "environments:write");
  const { environmentId, position, ...change } = parseInput(updateEnvironmentInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockLine(tx);
    const before = await requireEnvironment(tx, environmentId);
    const { id } = before;
    if (before.archivedAt !== null) throw isArchived(before.slug);
    if (change.slug !== undefined && (await isSlugTaken(tx, change.slug, id))) throw slugTaken(change.slug);
    await saveEnvironment(tx, id, change);
    if (position !== undefined) {
      const line = (await selectLine(tx)).map((environment) => environment.id);
      await saveOrder(tx, moveTo(line, id, position));
    }
    const after = await requireEnvironment(tx, id);
    recordEvent(ctx, tx, {
      type: "environment_updated",
      subject: { kind: "environment", id },
      data: { before: editable(before), after: editable(after) },
    });
    return showEnvironment(ctx, tx, after);
  });
}

function editable(environment: EnvironmentRecord): NewEnvironment & { position: number } {
  const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, archivedAt: _archivedAt, ...rest } = environment;
  return rest;
}
