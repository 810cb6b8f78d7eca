import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { GithubIssuesConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { GithubTrouble, openIssueOnce } from "#lib/rollbacks/incidents/issues/github.ts";
import {
  claimIssue,
  findNextIssue,
  settleIssue,
  type ClaimedIssue,
  type IssueOutcome,
} from "#lib/rollbacks/incidents/issues/store.ts";
import { showIncident } from "#lib/rollbacks/incidents/show.ts";
import { findIncident, type IncidentRecord } from "#lib/rollbacks/incidents/store.ts";
import { ISSUE_ATTEMPTS_MAX, retrySeconds, writeIssue } from "#lib/rollbacks/rules/issue.ts";

/** Longer than all calls of one try together may take, so that nobody else begins while one is at it. */
const CLAIM_SECONDS = 240;
const AT_ONCE_MAX = 20;

/**
 * Opens reports as issues where that is wanted and due. A try looks first whether an earlier one got through: who is
 * killed between GitHub's answer and noting it leaves one issue all the same. Returns when the next one is due.
 */
export async function openIssues(ctx: Context): Promise<Date | null> {
  const github = ctx.config.githubIssues;
  if (github === null) return null;
  for (let count = 0; count < AT_ONCE_MAX; count++) {
    const now = ctx.clock.now();
    const claimed = await claimIssue(ctx.db, { now, until: secondsAfter(now, CLAIM_SECONDS) });
    if (claimed === null) return findNextIssue(ctx.db);
    await openOne(ctx, github, claimed);
  }
  return ctx.clock.now();
}

async function openOne(ctx: Context, github: GithubIssuesConfig, claimed: ClaimedIssue): Promise<void> {
  const incident = await findIncident(ctx.db, { id: claimed.incidentId });
  if (incident === null) throw notFound("incident");
  try {
    const { id, number, title, markdown } = await showIncident(ctx, ctx.db, incident);
    const href = ctx.config.publicUrl === null ? null : `${ctx.config.publicUrl}/rollbacks/incidents/${id}`;
    const issue = writeIssue({ id, number, title, markdown, href });
    const url = await openIssueOnce(ctx.config, github, { incidentId: id, since: incident.createdAt, issue });
    await settle(ctx, incident, claimed, { status: "opened", url, error: null, dueAt: null });
  } catch (error) {
    if (!(error instanceof GithubTrouble)) throw error;
    await settle(ctx, incident, claimed, outcomeOf(ctx, claimed, error));
  }
}

function outcomeOf(ctx: Context, { attempts }: ClaimedIssue, trouble: GithubTrouble): IssueOutcome {
  if (!trouble.isTemporary || attempts >= ISSUE_ATTEMPTS_MAX) {
    return { status: "failed", error: trouble.message, dueAt: null };
  }
  const seconds = Math.max(retrySeconds(attempts), trouble.retryAfterSeconds ?? 0);
  return { error: trouble.message, dueAt: secondsAfter(ctx.clock.now(), seconds) };
}

async function settle(
  ctx: Context,
  { id, number, productId }: IncidentRecord,
  claimed: ClaimedIssue,
  outcome: IssueOutcome,
): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    if (!(await settleIssue(tx, claimed, outcome)) || outcome.status === undefined) return;
    recordEvent(ctx, tx, {
      type: outcome.status === "opened" ? "incident_issue_opened" : "incident_issue_failed",
      subject: { kind: "incident", id },
      productId,
      data: {
        number,
        ...(outcome.url !== undefined && { url: outcome.url }),
        ...(outcome.error && { reason: outcome.error }),
      },
    });
  });
}
