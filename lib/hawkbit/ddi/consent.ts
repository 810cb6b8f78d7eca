import { inTransaction } from "#lib/database/transaction.ts";
import { letWait } from "#lib/hawkbit/ddi/hold.ts";
import { lockDdiAction, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { SERVER_TEXT } from "#lib/hawkbit/rules/vocabulary.ts";
import { saveAction } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import { changeOf, decideOn } from "#lib/rollouts/decide-report.ts";
import { lockAction } from "#lib/rollouts/store-actions.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/** What a user said beside yes or no. */
export interface ConsentWords {
  messages: readonly string[];
  code: number | null;
}

export type ConsentOutcome = "taken" | "ended" | "notWaiting";

/** Notes that an action waits for its user. Written once. */
export async function awaitConsent(ctx: Context, device: DdiDevice, action: DdiAction): Promise<void> {
  if (action.waitingFor === "consent") return;
  await inTransaction(ctx, (tx) =>
    letWait(ctx, tx, device, action.id, {
      waitingFor: "consent",
      type: "wait_for_confirmation",
      text: "waits for the user's consent",
    }),
  );
}

/** The user agrees: the action begins. */
export async function giveConsent(
  ctx: Context,
  device: DdiDevice,
  actionId: number,
  { messages, code }: ConsentWords,
): Promise<ConsentOutcome> {
  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const action = await lockDdiAction(tx, { deviceId: device.id, actionId, now });
    const refusal = refusalOf(action);
    if (action === null || refusal !== null) return refusal ?? "notWaiting";
    const told = [...messages, `${SERVER_TEXT}the user agreed`];
    const entry = { type: "running", messages: told, code, deviceTime: null };
    if (action.rolloutId === null) {
      await saveAction(tx, actionId, { status: "accepted", waitingFor: null, code }, now);
      await addEntries(tx, [{ ...entry, actionId, isByServer: false, at: now }]);
      return "taken";
    }
    const record = await lockAction(tx, device.id, actionId);
    if (record === null) return "notWaiting";
    await changeDevices(ctx, tx, [{ action: record, change: changeOf(decideOn(record, "accepted")), entry }]);
    return "taken";
  });
}

/** The user says no: the action goes on waiting, and may be asked again. */
export async function refuseConsent(
  ctx: Context,
  device: DdiDevice,
  actionId: number,
  { messages, code }: ConsentWords,
): Promise<ConsentOutcome> {
  return inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const refusal = refusalOf(await lockDdiAction(tx, { deviceId: device.id, actionId, now }));
    if (refusal !== null) return refusal;
    const told = [...messages, `${SERVER_TEXT}the user did not agree`];
    const type = "wait_for_confirmation";
    await addEntries(tx, [{ actionId, type, messages: told, code, isByServer: false, at: now, deviceTime: null }]);
    return "taken";
  });
}

function refusalOf(action: DdiAction | null): ConsentOutcome | null {
  if (action?.isClosed === true) return "ended";
  return action?.waitingFor === "consent" ? null : "notWaiting";
}
