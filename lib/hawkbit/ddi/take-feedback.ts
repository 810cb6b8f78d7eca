import type { Transaction } from "#lib/database/client.ts";
import { toEntry } from "#lib/hawkbit/ddi/feedback-entry.ts";
import { findDdiActions, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { selectFullLogs } from "#lib/hawkbit/ddi/store-entries.ts";
import { endCancelled } from "#lib/hawkbit/end-cancelled.ts";
import {
  decideDeploymentFeedback,
  endsIt,
  outcomeOf,
  reportOf,
  statusAfter,
  waitingAfter,
  type DeploymentEffect,
  type Feedback,
  type FeedbackOutcome,
} from "#lib/hawkbit/rules/feedback.ts";
import { saveAction, saveInstalled } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { inRounds } from "#lib/kernel/rounds.ts";
import { changeDevices, type DeviceNews } from "#lib/rollouts/change-devices.ts";
import { changeOf, decideOn } from "#lib/rollouts/decide-report.ts";
import type { DeviceChange } from "#lib/rollouts/rules/device.ts";
import { lockActionsById, selectActionsById, type ActionRecord } from "#lib/rollouts/store-actions.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/** What a device says about a deployment. */
export interface DeploymentFeedback {
  device: Pick<DdiDevice, "id" | "name">;
  actionId: number;
  feedback: Feedback;
}

/**
 * Takes any amount of feedback on deployments in one transaction and answers in its order. Several of one device are
 * taken one after the other, as if each had come alone.
 */
export async function takeDeploymentFeedback(
  ctx: Context,
  tx: Transaction,
  items: readonly DeploymentFeedback[],
): Promise<FeedbackOutcome[]> {
  // All actions come first: whoever locks more after having changed batches would wait in a circle with others.
  await lockActionsById(
    tx,
    items.map(({ actionId }) => actionId),
  );
  const outcomes = new Map<DeploymentFeedback, FeedbackOutcome>();
  for (const round of inRounds(items, ({ device }) => device.id)) await takeRound(ctx, tx, round, outcomes);
  return items.map((item) => outcomes.get(item) ?? "unknown");
}

/** Feedback and what it was taken for. */
interface FeedbackNews extends DeploymentFeedback {
  action: DdiAction;
  decision: DeploymentEffect;
}

async function takeRound(
  ctx: Context,
  tx: Transaction,
  round: readonly DeploymentFeedback[],
  outcomes: Map<DeploymentFeedback, FeedbackOutcome>,
): Promise<void> {
  const actions = await findDdiActions(
    tx,
    round.map(({ device, actionId }) => ({ deviceId: device.id, actionId })),
    ctx.clock.now(),
  );
  const full = await selectFullLogs(
    tx,
    round.map(({ actionId }) => actionId),
  );
  const news: FeedbackNews[] = [];
  for (const item of round) {
    const action = actions.get(item.device.id);
    if (action === undefined) continue;
    const decision = decideDeploymentFeedback(item.feedback, action.forceType);
    const outcome = outcomeOf(action, decision, full.has(action.id));
    outcomes.set(item, outcome);
    if (outcome === "taken") news.push({ ...item, action, decision });
  }
  for (const item of news) if (item.action.rolloutId === null) await tellAssignment(ctx, tx, item);
  await tellRollouts(
    ctx,
    tx,
    news.filter(({ action }) => action.rolloutId !== null),
  );
}

async function tellAssignment(
  ctx: Context,
  tx: Transaction,
  { device, action, feedback, decision: { entry, effect } }: FeedbackNews,
): Promise<void> {
  const now = ctx.clock.now();
  await addEntries(tx, [toEntry(action.id, entry, feedback, now)]);
  await saveAction(
    tx,
    action.id,
    {
      status: statusAfter[effect] ?? action.status,
      isClosed: endsIt({ effect }),
      waitingFor: waitingAfter(feedback, effect, action),
      progress: feedback.progress,
      message: feedback.messages.at(-1) ?? null,
      code: feedback.code,
    },
    now,
  );
  if (effect === "finish") await saveInstalled(tx, [{ deviceId: device.id, actionId: action.id }]);
  if (effect === "downloaded") await saveInstalled(tx, [{ deviceId: device.id, actionId: null }]);
}

async function tellRollouts(ctx: Context, tx: Transaction, news: readonly FeedbackNews[]): Promise<void> {
  if (news.length === 0) return;
  const ids = news.map(({ action }) => action.id);
  const records = new Map((await selectActionsById(tx, ids)).map((record) => [record.id, record]));
  const changes: DeviceNews[] = [];
  const installed: { deviceId: string; actionId: number }[] = [];
  for (const item of news) {
    const { device, action, feedback, decision } = item;
    const record = records.get(action.id);
    if (record === undefined) throw new Error(`Action ${action.id} of a rollout has no place in it.`);
    if (decision.effect === "finish" && action.waitingFor === "window") {
      await addEntries(tx, [toEntry(action.id, decision.entry, feedback, ctx.clock.now())]);
      const speaker: Context = { ...ctx, actor: { kind: "device", ...device } };
      await endCancelled(speaker, tx, { ...action, deviceId: device.id }, SKIPPED_BY_WINDOW);
      continue;
    }
    changes.push(toNews(item, record));
    if (decision.effect === "finish") installed.push({ deviceId: device.id, actionId: action.id });
  }
  await changeDevices(ctx, tx, changes);
  await saveInstalled(tx, installed);
}

/** The reason of a device that was told to skip while its window was closed, and took that for the end. */
const SKIPPED_BY_WINDOW = "It skipped the update while its maintenance window was closed";

function toNews(
  { device, action, feedback, decision: { entry, effect } }: FeedbackNews,
  record: ActionRecord,
): DeviceNews {
  const change = changeFor(record, effect);
  const message = feedback.messages.at(-1) ?? null;
  return {
    action: record,
    change,
    reason: change?.fails === true ? (message ?? "The device reported a failure") : null,
    progress: feedback.progress,
    message,
    waitingFor: waitingAfter(feedback, effect, action),
    // Its installer writes beside the running system and starts it again when that fails.
    runsPrevious: effect === "fail",
    entry: { type: entry, messages: feedback.messages, code: feedback.code, deviceTime: feedback.deviceTime },
    by: { kind: "device", ...device },
  };
}

function changeFor(record: ActionRecord, effect: DeploymentEffect["effect"]): DeviceChange | null {
  const report = reportOf[effect];
  return report === null ? null : changeOf(decideOn(record, report));
}
