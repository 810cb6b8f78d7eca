import { randomUUID } from "node:crypto";
import { toActorView } from "#lib/access/rules/actor.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { refuseFaultyRecurrence } from "#lib/calendar/check-rule.ts";
import { seriesOf } from "#lib/calendar/rules/series.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { checkTemplate } from "#lib/deployments/schedules/check-template.ts";
import { requireSchedule } from "#lib/deployments/schedules/find.ts";
import { createScheduleInput } from "#lib/deployments/schedules/input.ts";
import { recordScheduleEvent } from "#lib/deployments/schedules/record-events.ts";
import { refuseMissingChannel } from "#lib/deployments/schedules/refuse-missing-channel.ts";
import { toScheduleView } from "#lib/deployments/schedules/show.ts";
import { insertSchedule } from "#lib/deployments/schedules/store.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";
import { sealVariables } from "#lib/deployments/secrets.ts";
import { holdEnvironment } from "#lib/environments/find.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";

/** Makes a schedule: at each of its times the newest version of a channel is deployed. */
export async function createSchedule(ctx: Context, rawInput: unknown): Promise<ScheduleView> {
  requirePermission(ctx.actor, "deployments:write");
  const input = parseInput(createScheduleInput, rawInput);
  const { recurrence, startsAt, timeZone, variables, name, channel, priority, enabled } = input;
  refuseFaultyRecurrence({ recurrence, startsAt, timeZone });

  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const id = randomUUID();
    const product = await requireProduct(tx, input.product);
    await refuseMissingChannel(tx, product, channel);
    const environment = await holdEnvironment(tx, input.environment);
    const wish = { template: input.template, product: product.slug, environment: environment.slug, variables };
    const { template, secrets } = await checkTemplate(ctx, tx, wish);
    const open = Object.fromEntries(Object.entries(variables).filter(([key]) => !Object.hasOwn(secrets, key)));
    await insertSchedule(tx, {
      ...{ id, name, channel, priority, timeZone, enabled },
      productId: product.id,
      environmentId: environment.id,
      templateId: template.id,
      variables: sealVariables(ctx, id, open, secrets),
      recurrence: { ...recurrence, startsAt },
      nextAt: enabled ? seriesOf({ recurrence, startsAt, timeZone }).after(now) : null,
      createdBy: toActorView(ctx.actor),
      createdAt: now,
    });
    const schedule = await requireSchedule(tx, id);
    recordScheduleEvent(ctx, tx, schedule, "schedule_saved");
    return toScheduleView(schedule, now);
  });
}
