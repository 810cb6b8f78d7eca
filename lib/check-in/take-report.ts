import { takeReportInput } from "#lib/check-in/input.ts";
import { requireDevice } from "#lib/check-in/require-device.ts";
import { takeReports } from "#lib/check-in/take-reports.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { noteSeen } from "#lib/devices/last-seen.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Takes what a device says happened. Late, repeated and reordered reports change nothing; of two at once the second
 * waits for the first. What the device says it runs is kept even where the action is closed.
 */
export async function takeReport(ctx: Context, rawInput: unknown, address: string | null): Promise<ReportAnswer> {
  const report = parseInput(takeReportInput, rawInput);
  requireDevice(ctx.actor, report.deviceId);

  noteSeen(ctx, report.deviceId, address);
  return inTransaction(ctx, async (tx) => {
    const [outcome] = await takeReports(ctx, tx, [report]);
    if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error("A report has an outcome.");
    return outcome;
  });
}
