import type { IncomingMessage } from "node:http";
import { takeReportInput } from "#lib/check-in/input.ts";
import type { ReportAnswer } from "#lib/check-in/view.ts";
import { readJsonObject } from "#lib/gateway/body.ts";
import { addressOf } from "#lib/gateway/caller.ts";
import { admitNative } from "#lib/gateway/admit-native.ts";
import { noteDevice } from "#lib/gateway/sightings.ts";
import type { Surroundings } from "#lib/gateway/surroundings.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Takes a native report. Answers when it is committed. */
export async function answerNativeReport(
  around: Surroundings,
  request: IncomingMessage,
  uuid: string,
): Promise<ReportAnswer> {
  const { deviceId } = await admitNative(around, request, uuid, { wantsState: false });
  const report = parseInput(takeReportInput, { ...(await readJsonObject(request)), deviceId });
  noteDevice(around, deviceId, addressOf(request, around.runtime.config));
  return around.reports.take(report);
}
