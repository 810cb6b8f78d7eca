import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { incidentIdInput } from "#lib/rollbacks/incidents/input.ts";
import { askForIssue } from "#lib/rollbacks/incidents/issues/store.ts";
import { showIncident } from "#lib/rollbacks/incidents/show.ts";
import { findIncident } from "#lib/rollbacks/incidents/store.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";

/** Has a report opened as an issue on GitHub, now. One that is there, or about to be, stays the only one. */
export async function requestIssue(ctx: Context, rawInput: unknown): Promise<IncidentView> {
  requirePermission(ctx.actor, "rollbacks:write");
  const { incidentId } = parseInput(incidentIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const incident = await findIncident(tx, { id: incidentId });
    if (incident === null) throw notFound("incident");
    if (ctx.config.githubIssues === null) {
      const message = "No repository is named for issues. Set GITHUB_ISSUES_REPOSITORY and GITHUB_ISSUES_TOKEN.";
      throw new DomainError("WRONG_STATE", message);
    }
    if (await askForIssue(tx, incidentId, ctx.clock.now())) {
      recordEvent(ctx, tx, {
        type: "incident_issue_requested",
        subject: { kind: "incident", id: incidentId },
        productId: incident.productId,
        data: { number: incident.number },
      });
    }
    return showIncident(ctx, tx, await findIncident(tx, { id: incidentId }));
  });
}
