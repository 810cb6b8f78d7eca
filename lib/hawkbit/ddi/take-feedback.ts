import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { lockDdiAction, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { isLogFull } from "#lib/hawkbit/ddi/store-entries.ts";
import { endCancelled } from "#lib/hawkbit/end-cancelled.ts";
import {
  decideCancelFeedback,
  decideDeploymentFeedback,
  waitingAfter,
  type DeploymentEffect,
  type Feedback,
} from "#lib/hawkbit/rules/feedback.ts";
import { hasEnded } from "#lib/hawkbit/rules/current-action.ts";
import type { EntryType } from "#lib/hawkbit/rules/vocabulary.ts";
import { saveAction, saveInstalled } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import { changeOf, decideOn } from "#lib/rollouts/decide-report.ts";
import type { DeviceChange, ReportStatus } from "#lib/rollouts/rules/device.ts";
import type { ActionStatus } from "#lib/rollouts/rules/rollout.ts";
import { lockAction, type ActionRecord } from "#lib/rollouts/store-actions.ts";
import { addEntries, type ActionEntry } from "#lib/rollouts/store-entries.ts";

/** What became of feedback. Only `taken` was written. */
export type FeedbackOutcome = "taken" | "unknown" | "ended" | "waiting" | "notCanceling" | "logFull";

/** Takes what a device says about a deployment. Of two at once the second waits for the first. */
export async function takeDeploymentFeedback(
  ctx: Context,
  device: DdiDevice,
  actionId: number,
  feedback: Feedback,
): Promise<FeedbackOutcome> {
  return inTransaction(ctx, async (tx) => {
    const action = await lockDdiAction(tx, { deviceId: device.id, actionId, now: ctx.clock.now() });
    if (action === null) return "unknown";
    if (hasEnded(action)) return "ended";
    if (action.waitingFor === "consent") return "waiting";
    const decision = decideDeploymentFeedback(feedback, action.forceType);
    if (!endsIt(decision) && (await isLogFull(tx, actionId))) return "logFull";
    const news = { device, action, feedback, decision };
    if (action.rolloutId === null) await tellAssignment(ctx, tx, news);
    else await tellRollout(ctx, tx, news);
    return "taken";
  });
}

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

function endsIt({ effect }: DeploymentEffect): boolean {
  return effect === "finish" || effect === "fail" || effect === "downloaded";
}

/** Feedback and what it was taken for. */
interface FeedbackNews {
  device: DdiDevice;
  action: DdiAction;
  feedback: Feedback;
  decision: DeploymentEffect;
}

async function tellAssignment(
  ctx: Context,
  tx: Transaction,
  { device, action, feedback, decision: { entry, effect } }: FeedbackNews,
): Promise<void> {
  const now = ctx.clock.now();
  await addEntries(tx, [toEntry(action.id, entry, feedback, now)]);
  const isClosed = endsIt({ entry, effect });
  await saveAction(
    tx,
    action.id,
    {
      status: statusAfter[effect] ?? action.status,
      isClosed,
      waitingFor: waitingAfter(feedback, effect, action),
      progress: feedback.progress,
      message: feedback.messages.at(-1) ?? null,
      code: feedback.code,
    },
    now,
  );
  if (effect === "finish") await saveInstalled(tx, device.id, action.id);
  if (effect === "downloaded") await saveInstalled(tx, device.id, null);
}

const statusAfter: Record<DeploymentEffect["effect"], ActionStatus | null> = {
  none: null,
  begin: "installing",
  download: "downloading",
  downloaded: "healthy",
  finish: "healthy",
  fail: "failed",
};

async function tellRollout(
  ctx: Context,
  tx: Transaction,
  { device, action, feedback, decision: { entry, effect } }: FeedbackNews,
): Promise<void> {
  const record = await lockAction(tx, device.id, action.id);
  if (record === null) throw new Error(`Action ${action.id} of a rollout has no place in it.`);
  if (effect === "finish" && action.waitingFor === "window") {
    await addEntries(tx, [toEntry(action.id, entry, feedback, ctx.clock.now())]);
    await endCancelled(ctx, tx, { ...action, deviceId: device.id }, SKIPPED_BY_WINDOW);
    return;
  }
  const change = changeFor(record, effect);
  await changeDevices(ctx, tx, [
    {
      action: record,
      change,
      reason: change?.fails === true ? (feedback.messages.at(-1) ?? "The device reported a failure") : null,
      progress: feedback.progress,
      message: feedback.messages.at(-1) ?? null,
      waitingFor: waitingAfter(feedback, effect, action),
      // Its installer writes beside the running system and starts it again when that fails.
      runsPrevious: effect === "fail",
      entry: { type: entry, messages: feedback.messages, code: feedback.code, deviceTime: feedback.deviceTime },
    },
  ]);
  if (effect === "finish") await saveInstalled(tx, device.id, action.id);
}

/** The reason of a device that was told to skip while its window was closed, and took that for the end. */
const SKIPPED_BY_WINDOW = "It skipped the update while its maintenance window was closed";

function changeFor(record: ActionRecord, effect: DeploymentEffect["effect"]): DeviceChange | null {
  const report = reportOf[effect];
  return report === null ? null : changeOf(decideOn(record, report));
}

/** What the native protocol calls it. A device that closes an action has checked itself. */
const reportOf: Record<DeploymentEffect["effect"], ReportStatus | null> = {
  none: null,
  begin: "installing",
  download: "downloading",
  downloaded: "installing",
  finish: "healthy",
  fail: "failed",
};

function toEntry(actionId: number, type: EntryType, { messages, code, deviceTime }: Feedback, at: Date): ActionEntry {
  return { actionId, type, messages, code, isByServer: false, at, deviceTime };
}
