import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { refuseFaultyRecurrence } from "#lib/calendar/check-rule.ts";
import { seriesOf } from "#lib/calendar/rules/series.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { checkTemplate } from "#lib/deployments/schedules/check-template.ts";
import { requireSchedule } from "#lib/deployments/schedules/find.ts";
import { updateScheduleInput } from "#lib/deployments/schedules/input.ts";
import { recordScheduleEvent } from "#lib/deployments/schedules/record-events.ts";
import { refuseMissingChannel } from "#lib/deployments/schedules/refuse-missing-channel.ts";
import { toRecurring, toScheduleView } from "#lib/deployments/schedules/show.ts";
import { lockSchedule, saveSchedule, type ScheduleRecord } from "#lib/deployments/schedules/store.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";
import { openSecrets, sealVariables } from "#lib/deployments/secrets.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes a schedule; what is left out stays. Its next time is worked out anew from now on. */
export async function updateSchedule(ctx: Context, rawInput: unknown): Promise<ScheduleView> {
  requirePermission(ctx.actor, "deployments:write");
  const { scheduleId, ...change } = parseInput(updateScheduleInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    await lockSchedule(tx, scheduleId);
    const before = await requireSchedule(tx, scheduleId);
    const startsAt = change.startsAt ?? before.recurrence.startsAt;
    const recurrence = { ...(change.recurrence ?? before.recurrence), startsAt };
    const timeZone = change.timeZone ?? before.timeZone;
    const recurring = toRecurring({ recurrence, timeZone });
    refuseFaultyRecurrence(recurring);
    const { name = before.name, channel = before.channel, priority = before.priority } = change;
    if (channel !== before.channel) await refuseMissingChannel(tx, before.product, channel);
    const enabled = change.enabled ?? before.enabled;
    await saveSchedule(tx, scheduleId, {
      ...{ name, channel, priority, recurrence, timeZone, enabled },
      // Whoever says anew what is deployed stands for it from now on, so that they do not approve it themselves.
      ...((change.variables ?? change.channel) !== undefined && { createdBy: toActorView(ctx.actor) }),
      ...(change.variables && { variables: await resealVariables(ctx, tx, before, change.variables) }),
      nextAt: enabled ? seriesOf(recurring).after(now) : null,
    });
    const after = await requireSchedule(tx, scheduleId);
    recordScheduleEvent(ctx, tx, after, "schedule_saved");
    return toScheduleView(after, now);
  });
}

/** A secret that is shown as null, or left out, is meant to stay. */
async function resealVariables(
  ctx: Context,
  tx: Transaction,
  schedule: ScheduleRecord,
  given: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const kept = openSecrets(ctx, schedule);
  const told = Object.fromEntries(
    Object.entries(given).filter(([key, value]) => value !== null || !Object.hasOwn(kept, key)),
  );
  const { secrets } = await checkTemplate(ctx, tx, {
    template: schedule.template.id,
    product: schedule.product.slug,
    environment: schedule.environment.slug,
    variables: { ...kept, ...told },
  });
  const open = Object.fromEntries(Object.entries(told).filter(([key]) => !Object.hasOwn(secrets, key)));
  return sealVariables(ctx, schedule.id, open, secrets);
}
