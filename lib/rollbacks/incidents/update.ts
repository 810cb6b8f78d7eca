import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { updateIncidentInput } from "#lib/rollbacks/incidents/input.ts";
import { showIncident } from "#lib/rollbacks/incidents/show.ts";
import { findIncident, saveIncident } from "#lib/rollbacks/incidents/store.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import { requirePlan } from "#lib/rollbacks/store.ts";

/** Writes parts of a report by hand; what is set to null is generated again. */
export async function updateIncident(ctx: Context, rawInput: unknown): Promise<IncidentView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { incidentId, revision, title, summary, cause, actions } = parseInput(updateIncidentInput, rawInput);
  const change = {
    ...(title !== undefined && { title }),
    ...(summary !== undefined && { summary }),
    ...(cause !== undefined && { cause }),
    ...(actions !== undefined && { actions }),
  };

  return inTransaction(ctx, async (tx) => {
    const incident = await findIncident(tx, { id: incidentId });
    if (incident === null) throw notFound("incident");
    const author = { by: toActorView(ctx.actor), at: ctx.clock.now() };
    if (!(await saveIncident(tx, { id: incidentId, revision }, change, author))) {
      throw new DomainError("CONFLICT", "Somebody else has written meanwhile. Load the report again.");
    }
    const { content } = await requirePlan(tx, incident.planId);
    recordEvent(ctx, tx, {
      type: "incident_edited",
      subject: { kind: "incident", id: incidentId },
      productId: content.product.id,
      data: { number: incident.number, parts: Object.keys(change) },
    });
    return showIncident(ctx, tx, await findIncident(tx, { id: incidentId }));
  });
}
