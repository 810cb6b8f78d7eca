import type { Actor } from "#lib/access/rules/actor.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordRollbacksOffered } from "#lib/rollouts/record-events.ts";
import { movedDeadline } from "#lib/rollouts/rules/deadline.ts";
import {
  decideRollback,
  SILENT,
  type DeviceChange,
  type DeviceEventType,
  type RollbackDecision,
} from "#lib/rollouts/rules/device.ts";
import { firstProbeAt, serverCheckOf } from "#lib/rollouts/rules/health-check.ts";
import type { ActionStatus, DeviceStatus, Release, WaitingReason } from "#lib/rollouts/rules/rollout.ts";
import { saveNews, type ActionRecord, type ActionWrite } from "#lib/rollouts/store-actions.ts";
import type { ActionEntry } from "#lib/rollouts/store-entries.ts";
import { offerRollbacks } from "#lib/rollouts/store-offers.ts";

export interface DeviceNews {
  action: ActionRecord;
  /** Null is a sign of life that changes no status. */
  change: DeviceChange | null;
  /** What people read beside the device's status. */
  reason?: string | null;
  progress?: number | null;
  message?: string | null;
  /** What keeps the device from going on; left out, nothing does. */
  waitingFor?: WaitingReason | null;
  /** It failed and runs what it ran before, so there is no way back to offer. */
  runsPrevious?: boolean;
  /** The line in the action's log; left out, one is made of the rest. */
  entry?: Pick<ActionEntry, "type" | "messages" | "code" | "deviceTime">;
  /** The server found out, not the device. */
  isByServer?: boolean;
  /** Who said it, where one caller brings the words of many. */
  by?: Actor;
}

/**
 * Carries out what reports, probes or silence mean, for any number of actions that the caller has locked: writes them,
 * notes what runs now, offers the way back to those that failed, and leaves the events.
 */
export async function changeDevices(ctx: Context, tx: Transaction, news: readonly DeviceNews[]): Promise<void> {
  const now = ctx.clock.now();
  await saveNews(
    tx,
    {
      writes: news.map((item) => toWrite(item, now)),
      entries: news.flatMap((item) => toEntry(item, now)),
      running: news.flatMap(({ action, change }) => {
        const release = runningAfter(action, change);
        return release === null ? [] : [{ deviceId: action.deviceId, app: action.rollout.productSlug, release }];
      }),
    },
    now,
  );
  for (const item of news) recordNews(ctx, tx, item);
  await rollBackFailed(ctx, tx, news);
}

/** Offers the previous release to devices whose update failed, where the policy says so. */
async function rollBackFailed(ctx: Context, tx: Transaction, news: readonly DeviceNews[]): Promise<void> {
  const failed = news.filter((item) => isUnhappyEnd(item) && wayBackOf(item).kind === "offer");
  const rollouts = new Map(failed.map(({ action }) => [action.rollout.id, action.rollout]));
  for (const rollout of rollouts.values()) {
    const concerned = failed.filter(({ action }) => action.rollout.id === rollout.id);
    const deviceIds = concerned.map(({ action }) => action.deviceId);
    // A rollout that is taken back as a whole waits for each of its devices.
    const isAwaited = rollout.status === "rollingBack";
    const offered = await offerRollbacks(tx, rollout, { deviceIds, isAwaited }, ctx.clock.now());
    recordRollbacksOffered(ctx, tx, rollout, offered);
  }
}

function toWrite(item: DeviceNews, now: Date): ActionWrite {
  const { action, progress = null, message = null, waitingFor = null } = item;
  const { isClosed, deviceStatus, fails } = item.change ?? unchanged;
  const probeAt = firstProbe(item, now);
  return {
    actionId: action.id,
    deviceId: action.deviceId,
    rolloutId: action.rollout.id,
    status: item.change?.actionStatus ?? action.status,
    isClosed,
    // Whoever waits for a person or for the clock is not silent.
    deadlineAt: isPatient(item) ? null : movedDeadline(action.deadlineAt, probeAt ?? now, action.rollout.settings),
    waitingFor,
    code: item.entry?.code ?? null,
    progress,
    message,
    probeAt,
    probeAttempts: probeAt === null ? action.probeAttempts : 0,
    deviceStatus,
    reason: reasonOf(item),
    fails,
  };
}

const unchanged = { isClosed: false, deviceStatus: null, fails: false } as const;

/** When the server probes the device for the first time, where this makes it begin to. */
function firstProbe({ action, change }: DeviceNews, now: Date): Date | null {
  const check = serverCheckOf(action.rollout.settings);
  return change?.startsProbes === true && check !== null ? firstProbeAt(check, now) : null;
}

/** Only an update may wait; of a rollback the rollout must see the end. */
function isPatient({ action, waitingFor }: DeviceNews): boolean {
  return action.kind === "update" && (waitingFor === "consent" || waitingFor === "window");
}

function toEntry(item: DeviceNews, now: Date): ActionEntry[] {
  const { action, change, entry, message = null, isByServer = false } = item;
  if (entry !== undefined) return [{ ...entry, actionId: action.id, isByServer, at: now }];
  if (change === null && message === null) return [];
  const status = change?.actionStatus ?? action.status;
  const text = message ?? item.reason ?? status;
  const type = change?.fails === true ? "error" : (entryTypeOf[status] ?? "running");
  return [{ actionId: action.id, type, messages: [text], code: null, isByServer, at: now, deviceTime: null }];
}

/** In the words of the log; every other status is "running". */
const entryTypeOf: Partial<Record<ActionStatus, string>> = {
  downloading: "download",
  healthy: "finished",
  rolledBack: "finished",
  failed: "error",
  cancelled: "canceled",
};

function recordNews(ctx: Context, tx: Transaction, item: DeviceNews): void {
  const { action, change, reason = null, message = null } = item;
  const speaker = item.by === undefined ? ctx : { ...ctx, actor: item.by };
  for (const type of change?.events ?? []) {
    recordEvent(speaker, tx, {
      type,
      subject: { kind: "device", id: action.deviceId },
      rolloutId: action.rollout.id,
      productId: action.rollout.productId,
      data: {
        deviceId: action.deviceId,
        name: action.deviceName,
        batchIndex: action.batchIndex,
        actionId: action.id,
        kind: action.kind,
        attempt: action.attempt,
        status: statusTold(item, type),
        ...(change?.fails === true && { hasFailed: true }),
        ...(reason !== null && { reason }),
        ...(message !== null && { message }),
        ...(isUnhappyEnd(item) && { rollback: tellWayBack(item) }),
      },
    });
  }
}

/** A device that is updated and found healthy in one go tells both, and is healthy only from the second on. */
function statusTold({ action, change }: DeviceNews, type: DeviceEventType): DeviceStatus {
  const isHalfWay = type === "device_updated" && change?.events.includes("health_check_passed") === true;
  return isHalfWay ? "updating" : (change?.deviceStatus ?? action.deviceStatus);
}

/** Returns what a device runs after a change, or null where the change does not tell. */
function runningAfter(action: ActionRecord, change: DeviceChange | null): Release | null {
  if (change?.actionStatus === "healthy") return action.release;
  if (change?.actionStatus !== "rolledBack") return null;
  // A device that took itself back from an update runs what it ran before.
  return action.kind === "rollback" ? action.release : action.previous;
}

/** Silence is told by that one word; every other failure also says why there is no way back. */
function reasonOf(item: DeviceNews): string | null {
  const { reason = null } = item;
  const decision = isUnhappyEnd(item) && reason !== SILENT ? wayBackOf(item) : null;
  return decision?.kind === "none" && decision.reason !== null ? `${reason ?? "failed"}. ${decision.reason}` : reason;
}

function isUnhappyEnd({ change }: DeviceNews): boolean {
  return change?.isClosed === true && change.deviceStatus === "failed";
}

function wayBackOf({ action, runsPrevious }: DeviceNews): RollbackDecision {
  if (runsPrevious === true) return { kind: "none", reason: null };
  return decideRollback(action.kind, action.rollout.settings, action.previous);
}

function tellWayBack(item: DeviceNews): string {
  const decision = wayBackOf(item);
  return decision.kind === "offer" ? "offered" : (decision.reason ?? "none");
}
