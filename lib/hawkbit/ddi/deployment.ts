import { inTransaction } from "#lib/database/transaction.ts";
import { letWait } from "#lib/hawkbit/ddi/hold.ts";
import type { DdiRequest } from "#lib/hawkbit/ddi/request.ts";
import { readChunks } from "#lib/hawkbit/ddi/store-chunks.ts";
import { readHistory } from "#lib/hawkbit/ddi/store-entries.ts";
import { findDdiAction, lockDdiAction, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { takeDeploymentFeedback } from "#lib/hawkbit/ddi/take-feedback.ts";
import type { HawkbitAnswer } from "#lib/hawkbit/exchange.ts";
import { refuse } from "#lib/hawkbit/refusal.ts";
import {
  hasEnded,
  instructionsFor,
  isHandedOut,
  understandsSkip,
  type Instructions,
} from "#lib/hawkbit/rules/current-action.ts";
import { actionDocument } from "#lib/hawkbit/rules/document.ts";
import { feedbackBody, type FeedbackOutcome } from "#lib/hawkbit/rules/feedback.ts";
import { isHeldBack } from "#lib/hawkbit/rules/turn.ts";
import { actionStatusWord, SERVER_TEXT } from "#lib/hawkbit/rules/vocabulary.ts";
import { saveAction } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import { changeOf, decideOn } from "#lib/rollouts/decide-report.ts";
import { lockAction } from "#lib/rollouts/store-actions.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/**
 * Tells a device what to install. That it asked is noted before it is answered, so that nothing is handed out which was
 * taken back meanwhile; a device asks several times, and only the first changes anything.
 */
export async function answerDeployment(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const now = ctx.clock.now();
  const action = await findDdiAction(ctx.db, { deviceId: device.id, actionId, now });
  if (action === null || !isHandedOut(action)) return noSuchAction();
  const isOver = hasEnded(action);
  const canSkip = understandsSkip(device.understandsSkip, request.header("user-agent"));
  if (!isOver && isHeldBack(action, canSkip)) return noSuchAction();
  const instructions = instructionsFor(action, now);
  if (!isOver && !(await noteRetrieved(ctx, device, action, instructions))) return noSuchAction();
  return { status: 200, json: await describeAction(ctx, request, action, "deployment", instructions) };
}

/** Tells a device what it installed last. */
export async function answerInstalled(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const now = ctx.clock.now();
  const action = await findDdiAction(ctx.db, { deviceId: device.id, actionId, now });
  if (action === null || !action.isClosed || action.status === "cancelled") return noSuchAction();
  return { status: 200, json: await describeAction(ctx, request, action, "deployment", instructionsFor(action, now)) };
}

/** Takes what a device says about a deployment. */
export async function answerDeploymentFeedback(
  ctx: Context,
  request: DdiRequest,
  device: DdiDevice,
  actionId: number,
): Promise<HawkbitAnswer> {
  const feedback = parseInput(feedbackBody, await request.readJson());
  const item = { device: { id: device.id, name: device.name }, actionId, feedback };
  if (request.takeFeedback) return toAnswer(await request.takeFeedback(item));
  const [outcome = "unknown"] = await inTransaction(ctx, (tx) => takeDeploymentFeedback(ctx, tx, [item]));
  return toAnswer(outcome);
}

export function toAnswer(outcome: FeedbackOutcome): HawkbitAnswer {
  switch (outcome) {
    case "taken":
      return { status: 200 };
    case "ended":
      return refuse(410, "This action has ended.");
    case "notCanceling":
      return refuse(405, "Nobody asked to stop this action.", { allow: "GET" });
    case "logFull":
      return refuse(429, "The log of this action is full; only its end is still taken.");
    default:
      return noSuchAction();
  }
}

export function noSuchAction(): HawkbitAnswer {
  return refuse(404, "There is no such action for this device now.");
}

/** Writes down an action with its chunks, and with its history as far as the device asks for it. */
export async function describeAction(
  ctx: Context,
  request: DdiRequest,
  action: DdiAction,
  subject: "deployment" | "confirmation",
  instructions: Instructions,
): Promise<object> {
  const asked = Number.parseInt(request.query.get("actionHistory") ?? "0", 10);
  const messages = await readHistory(ctx.db, action.id, Number.isSafeInteger(asked) ? asked : 0);
  const status = actionStatusWord(action).toUpperCase();
  const chunks = await readChunks(ctx.db, action);
  return actionDocument(request, subject, { id: action.id, instructions, chunks, history: { status, messages } });
}

/** Notes that a device fetched its action, unless that is the last thing noted. False where it was taken back. */
async function noteRetrieved(
  ctx: Context,
  device: DdiDevice,
  seen: DdiAction,
  instructions: Instructions,
): Promise<boolean> {
  const isSkip = instructions.maintenanceWindow === "unavailable";
  const waitsRight = (seen.waitingFor === "window") === isSkip;
  if (seen.newestEntry === "retrieved" && waitsRight && (isSkip || seen.status !== "offered")) return true;
  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const action = await lockDdiAction(tx, { deviceId: device.id, actionId: seen.id, now });
    if (action === null || action.isClosed || !isHandedOut(action)) return false;
    if (!waitsRight) {
      const text = isSkip ? "waits for its window" : "its window is open";
      await letWait(ctx, tx, device, seen.id, { waitingFor: isSkip ? "window" : null, type: "scheduled", text });
    }
    const messages = [`${SERVER_TEXT}the device fetched what to install`];
    const entry = { type: "retrieved", messages, code: null, deviceTime: null };
    const begins = !isSkip && action.status === "offered";
    const record = action.rolloutId !== null && begins ? await lockAction(tx, device.id, seen.id) : null;
    if (record === null) {
      if (begins) await saveAction(tx, seen.id, { status: "accepted" }, now);
      await addEntries(tx, [{ ...entry, actionId: seen.id, isByServer: true, at: now }]);
      return true;
    }
    const outcome = decideOn(record, "accepted");
    if (outcome.kind === "refused") return false;
    await changeDevices(ctx, tx, [{ action: record, change: changeOf(outcome), entry, isByServer: true }]);
    return true;
  });
}
