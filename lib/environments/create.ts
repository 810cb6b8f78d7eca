import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { requireEnvironment } from "#lib/environments/find.ts";
import { createEnvironmentInput } from "#lib/environments/input.ts";
import { slugTaken } from "#lib/environments/refusals.ts";
import { ENVIRONMENTS_MAX, moveTo } from "#lib/environments/rules/environment.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import { insertEnvironment, isSlugTaken, lockLine, saveOrder, selectLine } from "#lib/environments/store.ts";
import type { EnvironmentView } from "#lib/environments/view.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes an environment at its place in the line. CONFLICT where one in use has its slug. */
export async function createEnvironment(ctx: Context, rawInput: unknown): Promise<EnvironmentView> {
  requirePermission(ctx.actor, "environments:write");
  const { position, ...draft } = parseInput(createEnvironmentInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockLine(tx);
    if (await isSlugTaken(tx, draft.slug, null)) throw slugTaken(draft.slug);
    const line = (await selectLine(tx)).map(({ id }) => id);
    if (line.length >= ENVIRONMENTS_MAX) {
      throw new DomainError("CONFLICT", `There are ${ENVIRONMENTS_MAX} environments already. Archive one first.`);
    }
    const id = await insertEnvironment(tx, draft, line.length + 1, ctx.clock.now());
    await saveOrder(tx, moveTo(line, id, position ?? line.length + 1));
    recordEvent(ctx, tx, { type: "environment_created", subject: { kind: "environment", id }, data: { ...draft } });
    return showEnvironment(ctx, tx, await requireEnvironment(tx, id));
  });
}
