import { reachOf, toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { findPlace, placeData } from "#lib/calendar/find-place.ts";
import { stopLineInput } from "#lib/calendar/input.ts";
import { lockCalendar } from "#lib/calendar/store-lock.ts";
import { holdPlaces } from "#lib/calendar/store-places.ts";
import { findOpenStopOf, findStop, insertStop } from "#lib/calendar/store-stops.ts";
import type { LineStopView } from "#lib/calendar/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Stops the line: nothing new starts there until it is lifted. Where it is stopped already, that stop is the answer. */
export async function stopLine(ctx: Context, rawInput: unknown): Promise<LineStopView> {
  requirePermission(ctx.actor, "deployments:write");
  const { reason, ...named } = parseInput(stopLineInput, rawInput);
  if (reachOf(ctx.actor) && !named.product && !named.environment) {
    throw new DomainError("FORBIDDEN", "Name a product or an environment: the whole house is not yours to stop.");
  }

  return inTransaction(ctx, async (tx) => {
    await lockCalendar(tx);
    const place = await findPlace(tx, named);
    const placed = { environmentId: place.environment?.id ?? null, productId: place.product?.id ?? null };
    await holdPlaces(tx, placed);
    const id = await insertStop(tx, { ...placed, reason, by: toActorView(ctx.actor), now: ctx.clock.now() });
    if (id !== null) {
      recordEvent(ctx, tx, {
        type: "line_stopped",
        subject: { kind: "lineStop", id },
        productId: placed.productId,
        data: { ...placeData(place), ...(reason && { reason }) },
      });
    }
    const stop = id === null ? await findOpenStopOf(tx, placed) : await findStop(tx, id);
    if (stop === null) throw new DomainError("CONFLICT", "Somebody lifted the stop this moment. Try again.");
    return stop;
  });
}
