import type { Actor, ActorView } from "#lib/access/rules/actor.ts";
import { seriesOf } from "#lib/calendar/rules/series.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { findToldSecret } from "#lib/deployments/find-told-secret.ts";
import { requireSchedule } from "#lib/deployments/schedules/find.ts";
import { recordScheduleEvent } from "#lib/deployments/schedules/record-events.ts";
import { toRecurring } from "#lib/deployments/schedules/show.ts";
import {
  findLatestTry,
  findNextTime,
  lockDue,
  saveOutcome,
  type ScheduleRecord,
  selectDue,
} from "#lib/deployments/schedules/store.ts";
import { hideSecrets, openSecrets } from "#lib/deployments/secrets.ts";
import { findRunningVersion } from "#lib/deployments/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { findNewestOnChannel } from "#lib/products/store-channels.ts";
import { findVersionRow } from "#lib/products/store-versions.ts";

const AT_ONCE_MAX = 100;

/**
 * Makes the deployments of the schedules whose time has come, each once however many processes look, and once however
 * many times went by while none did. Returns when the next one comes.
 */
export async function fireSchedules(ctx: Context): Promise<Date | null> {
  const due = await selectDue(ctx.db, ctx.clock.now(), AT_ONCE_MAX);
  for (const id of due) {
    // The next look tries it again; those that come after it must not wait for that.
    await fire(ctx, id).catch((error: unknown) => {
      ctx.log.error({ err: error, scheduleId: id }, "could not keep what came of a schedule");
    });
  }
  return due.length === AT_ONCE_MAX ? ctx.clock.now() : findNextTime(ctx.db, ctx.clock.now());
}

/** What goes wrong with one is its outcome, and the others go on: tried again, it would fail until its next time. */
async function fire(ctx: Context, id: string): Promise<void> {
  try {
    await inTransaction(ctx, (tx) => fireOne(ctx, tx, id));
  } catch (error) {
    ctx.log.error({ err: error, scheduleId: id }, "could not make the deployment of a schedule");
    const reason = error instanceof DomainError ? error.message : "Something went wrong on our side.";
    await inTransaction(ctx, async (tx) => {
      if (!(await lockDue(tx, id, ctx.clock.now()))) return;
      await finish(ctx, tx, await requireSchedule(tx, id), `Failed: ${reason}`);
    });
  }
}

async function fireOne(ctx: Context, tx: Transaction, id: string): Promise<void> {
  if (!(await lockDue(tx, id, ctx.clock.now()))) return;
  const schedule = await requireSchedule(tx, id);
  const versionId = await findNewestOnChannel(tx, schedule.productId, schedule.channel);
  const reason =
    versionId === null ? `${schedule.channel} offers no version.` : await reasonToSkip(tx, schedule, versionId);
  if (versionId === null || reason !== null) return finish(ctx, tx, schedule, `Skipped: ${reason ?? ""}`);

  const secrets = openSecrets(ctx, schedule);
  const told = await findToldSecret(tx, schedule.templateId, Object.keys(secrets));
  if (told !== null) {
    return finish(ctx, tx, schedule, `Skipped: ${told} is no secret in the template any more. Save the schedule anew.`);
  }

  // Made in the name of who made the schedule, so that nobody approves what they planned themselves.
  const { number } = await createDeployment({ ...ctx, actor: actorOf(schedule.createdBy, ctx.actor) }, tx, {
    template: schedule.templateId,
    product: schedule.productId,
    version: versionId,
    environment: schedule.environmentId,
    variables: { ...withoutSecrets(schedule), ...secrets },
    trigger: { kind: "schedule", id: schedule.id, name: schedule.name },
    priority: schedule.priority,
    timeZone: schedule.timeZone,
    scheduleId: schedule.id,
  });
  await finish(ctx, tx, schedule, `Deployment #${number} made.`, { number });
}

/** Says why there is nothing to do with a version; null when there is. */
async function reasonToSkip(tx: Transaction, schedule: ScheduleRecord, versionId: string): Promise<string | null> {
  const version = (await findVersionRow(tx, versionId))?.version ?? "";
  const running = await findRunningVersion(tx, schedule.productId, schedule.environmentId);
  if (running === version) return `${version} runs there already.`;
  const latest = await findLatestTry(tx, versionId, schedule.environmentId);
  if (latest === null || latest.status === "completed") return null;
  if (latest.status === "cancelled") return null;
  const isOver = latest.status === "failed" || latest.status === "rolledBack";
  return isOver
    ? `${version} did not succeed there in deployment #${latest.number}. A newer one comes by itself; this one by hand.`
    : `${version} is under way in deployment #${latest.number}.`;
}

async function finish(
  ctx: Context,
  tx: Transaction,
  schedule: ScheduleRecord,
  lastOutcome: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const now = ctx.clock.now();
  const nextAt = seriesOf(toRecurring(schedule)).after(now);
  await saveOutcome(tx, schedule.id, { lastAt: now, nextAt, lastOutcome });
  recordScheduleEvent(ctx, tx, schedule, "schedule_fired", { ...data, reason: lastOutcome });
}

function withoutSecrets({ variables }: ScheduleRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(hideSecrets(variables)).filter(([, value]) => value !== null));
}

/** The maker with no rights at all: only the name counts here. */
function actorOf({ kind, id, name = "" }: ActorView, otherwise: Actor): Actor {
  if (id === undefined) return otherwise;
  if (kind === "user") return { kind, id, name, email: "", role: "viewer", scopes: new Set() };
  return kind === "token" ? { kind, id, name, scopes: new Set() } : otherwise;
}
