import { inTransaction } from "#lib/database/transaction.ts";
import { toEntry } from "#lib/hawkbit/ddi/feedback-entry.ts";
import { lockDdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { isLogFull } from "#lib/hawkbit/ddi/store-entries.ts";
import { endCancelled } from "#lib/hawkbit/end-cancelled.ts";
import { decideCancelFeedback, type Feedback, type FeedbackOutcome } from "#lib/hawkbit/rules/feedback.ts";
import { saveAction } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/** Takes what a device says about a request to stop. */
export async function takeCancelFeedback(
  ctx: Context,
  device: DdiDevice,
  actionId: number,
  feedback: Feedback,
): Promise<FeedbackOutcome> {
  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const action = await lockDdiAction(tx, { deviceId: device.id, actionId, now });
    if (action === null) return "unknown";
    if (!action.isCancelRequested) return "notCanceling";
    const { entry, effect } = decideCancelFeedback(feedback);
    if (effect === "none" && (await isLogFull(tx, actionId))) return "logFull";
    await addEntries(tx, [toEntry(actionId, entry, feedback, now)]);
    if (effect === "goOn") await saveAction(tx, actionId, { isCancelRequested: false, code: feedback.code }, now);
    if (effect === "end") {
      await endCancelled(ctx, tx, { ...action, deviceId: device.id }, feedback.messages[0] ?? "The device stopped.");
    }
    return "taken";
  });
}
