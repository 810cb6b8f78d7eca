import { ATTRIBUTES_BYTES_MAX, takeReportInput, type Report } from "#lib/check-in/input.ts";
import { requireDevice } from "#lib/check-in/require-device.ts";
import { mergeAttributes, saveApps } from "#lib/check-in/store.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import { decideReport, type ReportOutcome } from "#lib/rollouts/rules/device.ts";
import { lockAction, type ActionRecord } from "#lib/rollouts/store-actions.ts";

/**
 * Takes what a device says happened. Late, repeated and reordered reports change nothing; of two at once the second
 * waits for the first. What the device says it runs is kept even where the action is closed.
 */
export async function takeReport(ctx: Context, rawInput: unknown, address: string | null): Promise<ReportAnswer> {
  const report = parseInput(takeReportInput, rawInput);
  requireDevice(ctx.actor, report.deviceId);

  noteSeen(ctx, report.deviceId, address);
  return inTransaction(ctx, async (tx) => {
    // The action comes first, as for everybody who locks more than one row.
    const answer = report.actionId === undefined ? accepted : await takeAction(ctx, tx, report, report.actionId);
    if (report.apps !== undefined) {
      await saveApps(tx, [{ deviceId: report.deviceId, apps: report.apps }], ctx.clock.now());
    }
    if (report.attributes !== undefined) await keepAttributes(tx, report.deviceId, report.attributes);
    return answer;
  });
}

const accepted: ReportAnswer = { accepted: true };

async function takeAction(ctx: Context, tx: Transaction, report: Report, actionId: number): Promise<ReportAnswer> {
  const action = await lockAction(tx, report.deviceId, actionId);
  if (action === null) throw notFound("action of this device");
  const outcome = decide(action, report);
  if (outcome.kind === "refused") return { accepted: false, reason: outcome.reason };
  if (action.closedAt === null) await changeDevices(ctx, tx, [toNews(action, report, outcome)]);
  return accepted;
}

function decide(action: ActionRecord, { status }: Report): ReportOutcome {
  const isClosed = action.closedAt !== null;
  if (status === undefined) {
    return isClosed ? { kind: "refused", reason: `This action is closed: ${action.status}.` } : { kind: "noted" };
  }
  const { kind, status: current, rollout } = action;
  return decideReport({ kind, status: current, isClosed, rolloutStatus: rollout.status }, status, rollout.settings);
}

function toNews(action: ActionRecord, { progress, message }: Report, outcome: ReportOutcome) {
  const change = outcome.kind === "changed" ? outcome.change : null;
  const fallback = change?.fails === true ? "The device reported a failure" : null;
  return {
    action,
    change,
    // Progress is not a reason: people read the message beside the status only where something went wrong.
    reason: change?.fails === true ? (message ?? fallback) : null,
    progress: progress === undefined ? null : Math.round(progress),
    message: message ?? null,
  };
}

async function keepAttributes(tx: Transaction, deviceId: string, attributes: Record<string, unknown>): Promise<void> {
  if (await mergeAttributes(tx, deviceId, attributes, ATTRIBUTES_BYTES_MAX)) return;
  const message = `All attributes of a device together may have ${ATTRIBUTES_BYTES_MAX} bytes at most.`;
  throw new DomainError("INVALID_INPUT", message, { errors: [{ path: "attributes", message }] });
}
