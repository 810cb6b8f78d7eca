import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { placeData } from "#lib/calendar/find-place.ts";
import { liftStopInput } from "#lib/calendar/input.ts";
import { findStop, markLifted } from "#lib/calendar/store-stops.ts";
import type { LineStopView } from "#lib/calendar/view.ts";
import type { Queryable } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Lets a stopped line run again, for a reason. */
export async function liftStop(ctx: Context, rawInput: unknown): Promise<LineStopView> {
  requirePermission(ctx.actor, "deployments:write");
  const { lineStopId, reason } = parseInput(liftStopInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const lift = { reason, by: toActorView(ctx.actor), now: ctx.clock.now() };
    await requireStop(tx, lineStopId);
    if (!(await markLifted(tx, lineStopId, lift))) {
      throw new DomainError("WRONG_STATE", "The line runs again already.", { allowedStates: ["stopped"] });
    }
    const stop = await requireStop(tx, lineStopId);
    recordEvent(ctx, tx, {
      type: "line_resumed",
      subject: { kind: "lineStop", id: lineStopId },
      productId: stop.product?.id ?? null,
      data: { ...placeData(stop), reason },
    });
    return stop;
  });
}

async function requireStop(db: Queryable, id: string): Promise<LineStopView> {
  const stop = await findStop(db, id);
  if (!stop) throw notFound("stop");
  return stop;
}
