import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { environmentIdInput } from "#lib/environments/input.ts";
import { isArchived } from "#lib/environments/refusals.ts";
import { describeUse } from "#lib/environments/rules/use.ts";
import { archiveRow, findUse, lockLine, lockRow, saveOrder, selectLine } from "#lib/environments/store.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Takes an environment out of use; its history stays. CONFLICT names what still needs it. */
export async function archiveEnvironment(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "environments:write");
  const { environmentId } = parseInput(environmentIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    await lockLine(tx);
    const { id, slug } = await requireEnvironment(tx, environmentId);
    // A deployment that is being made at this moment holds the row: it is waited for, and then found.
    await lockRow(tx, id);
    const environment = await requireEnvironment(tx, id);
    if (environment.archivedAt !== null) throw isArchived(slug);
    const use = describeUse(await findUse(tx, id));
    if (use !== null) throw new DomainError("CONFLICT", `The environment ${slug} is still needed by ${use}.`);
    await archiveRow(tx, id, ctx.clock.now());
    await saveOrder(
      tx,
      (await selectLine(tx)).map((other) => other.id),
    );
    recordEvent(ctx, tx, {
      type: "environment_archived",
      subject: { kind: "environment", id },
      data: { slug, name: environment.name },
    });
  });
}
