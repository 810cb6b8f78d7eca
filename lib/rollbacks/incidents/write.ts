import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { insertIncident } from "#lib/rollbacks/incidents/store.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";

/** Makes the report of a rollback as it begins; it is written from the log whenever somebody reads it. */
export async function writeIncident(ctx: Context, tx: Transaction, plan: PlanRecord): Promise<void> {
  const { product, environment, from, to } = plan.content;
  const place = environment === null ? "" : ` in ${environment.slug}`;
  const title = `${product.slug} ${from.version} taken back to ${to.version}${place}`;
  // An issue tells of the whole: it waits for the end, or for the moment at which a person must decide.
  const issueStatus = ctx.config.githubIssues === null ? null : "waiting";
  const draft = { planId: plan.id, productId: product.id, title, issueStatus } as const;
  const made = await insertIncident(tx, draft, ctx.clock.now());
  if (made === null) return;
  recordEvent(ctx, tx, {
    type: "incident_written",
    subject: { kind: "incident", id: made.id },
    productId: product.id,
    data: {
      number: made.number,
      plan: plan.number,
      title,
      product: product.slug,
      environment: environment?.slug ?? null,
    },
  });
}
