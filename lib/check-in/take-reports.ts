import { ATTRIBUTES_BYTES_MAX, type Report } from "#lib/check-in/input.ts";
import { mergeAttributes, saveApps } from "#lib/check-in/store.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { inRounds } from "#lib/kernel/rounds.ts";
import { changeOf, decideOn } from "#lib/rollouts/decide-report.ts";
import { changeDevices, type DeviceNews } from "#lib/rollouts/change-devices.ts";
import type { ReportOutcome } from "#lib/rollouts/rules/device.ts";
import { lockActionsById, selectActionsById, type ActionRecord } from "#lib/rollouts/store-actions.ts";

/** What became of one report; an error concerns that report alone, and nothing of it was kept. */
export type ReportResult = ReportAnswer | DomainError;

/**
 * Takes any number of reports in one transaction and answers in their order. Several of one device are taken one after
 * the other, as if each had come alone.
 */
export async function takeReports(ctx: Context, tx: Transaction, reports: readonly Report[]): Promise<ReportResult[]> {
  // All actions come first: whoever locks more after having changed batches would wait in a circle with others.
  await lockActionsById(
    tx,
    reports.flatMap(({ actionId }) => actionId ?? []),
  );
  const results = new Map<Report, ReportResult>();
  for (const round of inRounds(reports, ({ deviceId }) => deviceId)) {
    for (const [report, result] of await takeRound(ctx, tx, round)) results.set(report, result);
  }
  return reports.map((report) => results.get(report) ?? notFound("report"));
}

async function takeRound(ctx: Context, tx: Transaction, round: readonly Report[]): Promise<Map<Report, ReportResult>> {
  const results = new Map<Report, ReportResult>();
  const actions = await readActions(tx, round);
  for (const report of round) {
    if (report.actionId !== undefined && !actions.has(report)) results.set(report, notFound("action of this device"));
  }
  const known = () => round.filter((report) => !(results.get(report) instanceof Error));
  for (const report of await keepAttributes(tx, known())) results.set(report, tooManyAttributes());

  const news: DeviceNews[] = [];
  for (const report of known()) {
    const action = actions.get(report);
    const outcome = action === undefined ? null : decide(action, report);
    results.set(report, outcome?.kind === "refused" ? { accepted: false, reason: outcome.reason } : { accepted: true });
    const isTaken = outcome !== null && outcome.kind !== "refused";
    if (action?.closedAt === null && isTaken) news.push(toNews(action, report, outcome));
  }
  await changeDevices(ctx, tx, news);
  await saveApps(
    tx,
    known().flatMap(({ deviceId, apps }) => (apps === undefined ? [] : [{ deviceId, apps }])),
    ctx.clock.now(),
  );
  return results;
}

/** Reads the actions that reports are about; one of another device is as good as none. */
async function readActions(tx: Transaction, round: readonly Report[]): Promise<Map<Report, ActionRecord>> {
  const ids = round.flatMap(({ actionId }) => actionId ?? []);
  if (ids.length === 0) return new Map();
  const byId = new Map((await selectActionsById(tx, ids)).map((action) => [action.id, action]));
  return new Map(
    round.flatMap((report) => {
      const action = byId.get(report.actionId ?? 0);
      return action?.deviceId === report.deviceId ? [[report, action]] : [];
    }),
  );
}

function decide(action: ActionRecord, { status }: Report): ReportOutcome {
  const isClosed = action.closedAt !== null;
  if (status === undefined) {
    return isClosed ? { kind: "refused", reason: `This action is closed: ${action.status}.` } : { kind: "noted" };
  }
  return decideOn(action, status);
}

function toNews(action: ActionRecord, { progress, message }: Report, outcome: ReportOutcome): DeviceNews {
  const change = changeOf(outcome);
  const fallback = change?.fails === true ? "The device reported a failure" : null;
  return {
    action,
    change,
    // Progress is not a reason: people read the message beside the status only where something went wrong.
    reason: change?.fails === true ? (message ?? fallback) : null,
    progress: progress === undefined ? null : Math.round(progress),
    message: message ?? null,
    by: { kind: "device", id: action.deviceId, name: action.deviceName },
  };
}

/** Returns the reports whose attributes could not be kept. */
async function keepAttributes(tx: Transaction, reports: readonly Report[]): Promise<Report[]> {
  const given = reports.filter(({ attributes }) => attributes !== undefined);
  const kept = await mergeAttributes(
    tx,
    given.map(({ deviceId, attributes = {} }) => ({ deviceId, attributes })),
    ATTRIBUTES_BYTES_MAX,
  );
  return given.filter(({ deviceId }) => !kept.has(deviceId));
}

function tooManyAttributes(): DomainError {
  const message = `All attributes of a device together may have ${ATTRIBUTES_BYTES_MAX} bytes at most.`;
  return new DomainError("INVALID_INPUT", message, { errors: [{ path: "attributes", message }] });
}
