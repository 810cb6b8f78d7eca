import { inTransaction } from "#lib/database/transaction.ts";
import { noSuchAction, toAnswer } from "#lib/hawkbit/ddi/deployment.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { findDdiAction, lockDdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { takeCancelFeedback } from "#lib/hawkbit/ddi/take-cancel-feedback.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { feedbackBody } from "#lib/hawkbit/rules/feedback.ts";
import { addServerEntry } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Tells a device which action to stop. */
export async function answerCancelAction(ctx: Context, device: DdiDevice, actionId: number): Promise<HawkbitAnswer> {
  const now = ctx.clock.now();
  const action = await findDdiAction(ctx.db, { deviceId: device.id, actionId, now });
  if (action === null || !(action.isCancelRequested || action.status === "cancelled")) return noSuchAction();
  if (action.isCancelRequested && action.newestEntry !== "retrieved") {
    await inTransaction(ctx, async (tx) => {
      const locked = await lockDdiAction(tx, { deviceId: device.id, actionId, now });
      if (locked?.isCancelRequested !== true) return;
      await addServerEntry(tx, actionId, { type: "retrieved", text: "the device was told to stop" }, now);
    });
  }
  const id = String(actionId);
  return { status: 200, json: { id, cancelAction: { stopId: id } } };
}

/** Takes what a device says about a request to stop. */
export async function answerCancelFeedback(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const feedback = parseInput(feedbackBody, await request.readJson());
  return toAnswer(await takeCancelFeedback(ctx, device, actionId, feedback));
}
